#!/usr/bin/env bash
# Writes docs/commands from the commands and docs/report.md from the report types.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mkdir -p docs/commands
hack gen-docs docs/commands
hack gen-api-docs docs/report.md

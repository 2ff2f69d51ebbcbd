#!/usr/bin/env bash
# Fails when docs/commands or docs/report.md is not what hack/update-docs.sh would write.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

verify_by_update docs

#!/usr/bin/env bash
# Writes the screens of README.md and docs/: what the program prints for the commands above them.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

hack build -o bin/kubectl-sts ./cmd/kubectl-sts
hack gen-readme -program bin/kubectl-sts README.md docs/*.md

#!/usr/bin/env bash
# Fails when hack/update-readme.sh would change a file.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

verify_by_update readme

#!/usr/bin/env bash
# Writes every generated file.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for script in codegen docs readme; do
  say "hack/update-$script.sh"
  "hack/update-$script.sh"
done

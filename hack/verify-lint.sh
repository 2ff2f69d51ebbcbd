#!/usr/bin/env bash
# golangci-lint, in the version that hack/tools pins, on the root module.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

linter=$(hack tool golangci-lint)
"$linter" run --allow-parallel-runners --show-stats=false ./...

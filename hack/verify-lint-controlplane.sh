#!/usr/bin/env bash
# golangci-lint on e2e/controlplane, once that is built: only what looks at these
# packages alone. vet and staticcheck read all of Kubernetes first, for minutes.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

linter=$(hack tool golangci-lint)
flags=$(hack controlplane go env GOFLAGS)
cd e2e/controlplane
GOFLAGS=$flags "$linter" run --allow-parallel-runners --show-stats=false \
  --enable-only errcheck,ineffassign,misspell,unconvert ./...

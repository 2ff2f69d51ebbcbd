#!/usr/bin/env bash
# go vet of the root module, the scenarios included.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

go vet -tags e2e ./...

#!/usr/bin/env bash
# go vet of the root module. That of e2e/controlplane needs the control plane's
# packages compiled and is part of the stage that builds it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

go vet -tags e2e ./...

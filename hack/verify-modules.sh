#!/usr/bin/env bash
# Fails when a go.mod or go.sum lacks something or has too much.
#
# Modules with k8s.io/kubernetes are not tidied: `go mod tidy` wants the test
# dependencies of everything below it, of which some are not to be had. Of these
# only what is lacking is noticed.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for module in $(modules); do
  # Eight versions of Kubernetes would be downloaded: hack/oracle builds them, in a
  # mode that changes no go.mod, and so notices what is lacking.
  [[ $module != ./e2e/oracle/* ]] || continue
  if grep -q '^[[:space:]]*k8s.io/kubernetes v' "$module/go.mod"; then
    hack build -C "$module" -fetch ./...
  else
    diff=$(go -C "$module" mod tidy -diff) || {
      head -n 20 <<<"$diff"
      fail "$module/go.mod or go.sum is not tidy; run: go -C $module mod tidy"
    }
  fi
done

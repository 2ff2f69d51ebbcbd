#!/usr/bin/env bash
# Writes the DeepCopy functions of the output contract.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

generator=$(hack tool deepcopy-gen)
"$generator" --output-file zz_generated.deepcopy.go --go-header-file hack/boilerplate.go.txt \
  ./pkg/apis/inspect/v1alpha1

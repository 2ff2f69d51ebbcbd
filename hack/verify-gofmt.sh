#!/usr/bin/env bash
# Fails when a Go file of any module is not formatted.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

unformatted=$(gofmt -l .)
[[ -z $unformatted ]] || fail "not formatted; run gofmt -w on:"$'\n'"$unformatted"

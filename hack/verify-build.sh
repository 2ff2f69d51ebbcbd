#!/usr/bin/env bash
# Builds the plugin: the checks after this one find its packages compiled, and
# the first time takes a minute, in which this says how far it is.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

hack build -o bin/kubectl-sts ./cmd/kubectl-sts

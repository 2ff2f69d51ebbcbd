#!/usr/bin/env bash
# Runs kubectl sts, and ends with its exit code.
set -euo pipefail

fail() { echo "error: $*" >&2; exit 1; }

[[ $STS_COMMAND == wait ]] || fail "command is not one that this action has: wait"
read -r -d '' -a names < <(printf '%s\0' "$STS_NAMES")
arguments=("--for=$STS_FOR" "--timeout=$STS_TIMEOUT")
[[ -z $STS_SELECTOR ]] || arguments+=("--selector=$STS_SELECTOR")
[[ -z $STS_NAMESPACE ]] || arguments+=("--namespace=$STS_NAMESPACE")
[[ -z $STS_FILENAME ]] || arguments+=("--filename=$STS_FILENAME")

# The runner takes lines that begin with :: for commands, and what is printed comes from a cluster.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
code=0
# After -- nothing is a flag. An empty list is spelt so for the bash of macOS.
verdict=$(kubectl-sts wait "${arguments[@]}" -- ${names[@]+"${names[@]}"}) || code=$?
echo "$verdict"
echo "::$token::"

{
  echo "exit-code=$code"
  printf 'verdict<<%s\n%s\n%s\n' "$token" "$verdict" "$token"
} >>"$GITHUB_OUTPUT"
exit "$code"

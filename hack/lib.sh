# Sourced by the scripts in this folder: strict mode, the root as working
# directory, one set of build flags, and what the scripts share.
# shellcheck shell=bash
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# With another set of flags the Go build cache compiles everything again, the
# standard library included; the Makefile exports the same.
export CGO_ENABLED=0
case ${GOFLAGS:-} in
*-trimpath*) ;;
*) export GOFLAGS="${GOFLAGS:-} -trimpath -buildvcs=false" ;;
esac

# The exit code for "this cannot be done here", after a line that says why.
# shellcheck disable=SC2034
cannot_run=75

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# hack NAME [ARGS…] runs one of our own Go programs. Not by `go run`, which turns
# every exit code into 1.
hack() {
  local name=$1
  shift
  go build -o "bin/hack/$name" "./hack/$name"
  "bin/hack/$name" "$@"
}

# modules lists the folders that hold a go.mod, the root first.
modules() { find . -name go.mod -not -path './bin/*' -not -path './.demo/*' -exec dirname {} \; | sort; }

# verify_by_update NAME fails when hack/update-NAME.sh would change a file. It runs
# on a copy of the working tree, so that a check changes nothing.
verify_by_update() {
  local copy status=0
  copy=$(mktemp -d)
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [[ ! -f $file ]] || printf '%s\0' "$file"
  done | tar -cf - --null -T - | tar -xf - -C "$copy"
  cp -R "$copy" "$copy.before"
  "$copy/hack/update-$1.sh" >"$copy.log" 2>&1 || { cat "$copy.log"; status=1; }
  if ((status == 0)) && ! (cd "$copy.before" && diff -ru --exclude=bin . "$copy") >"$copy.diff"; then
    head -n 60 "$copy.diff"
    say "error: generated files are out of date; run: hack/update-$1.sh"
    status=1
  fi
  rm -rf "$copy" "$copy".{before,log,diff}
  return "$status"
}

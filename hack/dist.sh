#!/usr/bin/env bash
# Makes what a release consists of in dist/: an archive and an SBOM for each platform, and checksums.txt.
# The same commit gives the same bytes, wherever and whenever.
#
#   hack/dist.sh                   for all platforms
#   hack/dist.sh linux/amd64 …     for some
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Every platform counts in the licenses, whichever are built: a file for all.
systems=(linux darwin windows)
platforms=({linux,darwin,windows}/{amd64,arm64})
targets=("${@:-${platforms[@]}}")
for target in "${targets[@]}"; do
  [[ " ${platforms[*]} " == *" $target "* ]] || fail "no platform $target: there are ${platforms[*]}"
done
git rev-parse --verify --quiet HEAD >/dev/null || fail "there is no git commit here, and the version comes from it; clone the repository"

say "goreleaser, go-licenses and cyclonedx-gomod: built the first time"
goreleaser=$(hack tool goreleaser)
licenses=$(hack tool go-licenses)
sbom=$(hack tool cyclonedx-gomod)

# What the go command finds out for the build information of every program: the tag, or a version made of
# the commit, with +dirty when the working tree differs.
go build -buildvcs=true -o bin/hack/stamped ./hack/build
stamp=$(go version -m bin/hack/stamped)
version=$(awk '$1 == "mod" {print $3}' <<<"$stamp")
DIST_VERSION=${version#v} # in the names of files, as is the custom
DIST_TIME=$(sed -n 's/.*vcs\.time=//p' <<<"$stamp")
DIST_EPOCH=$(git log -1 --format=%ct)
export DIST_VERSION DIST_TIME DIST_EPOCH DIST_TARGETS="${targets[*]}"

# third_party prints the licenses and notices of all that is linked in, the Go library's among them.
third_party() {
  local found=bin/dist/licenses system file
  rm -rf "$found"
  mkdir -p "$found/go"
  cp "$(go env GOROOT)/LICENSE" "$found/go/"
  for system in "${systems[@]}"; do
    # GOROOT tells it which packages are Go's own: a program built with -trimpath does not know.
    GOROOT=$(go env GOROOT) GOOS=$system "$licenses" save ./cmd/kubectl-sts --force --save_path "$found.next" \
      --ignore github.com/kubectl-sts/kubectl-sts 2>"$found.log" || { cat "$found.log" >&2; return 1; }
    cp -R "$found.next/." "$found/"
  done
  echo "kubectl-sts contains the software below. Each part is under its own license."
  (cd "$found" && find . -type f | LC_ALL=C sort) | while IFS= read -r file; do
    printf '\n=== %s\n\n' "${file#./}"
    cat "$found/$file"
  done
}

say "licenses of what is linked in"
mkdir -p bin/dist
third_party >bin/dist/THIRD_PARTY_LICENSES

say "kubectl-sts $version for ${targets[*]}"
PATH=$(dirname "$sbom"):$PATH "$goreleaser" release --snapshot --clean >bin/dist/log 2>&1 || {
  cat bin/dist/log >&2
  fail "goreleaser: see above"
}
(cd dist && cat checksums.txt)

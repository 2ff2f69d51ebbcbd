#!/usr/bin/env bash
# Puts a release of kubectl-sts on the PATH of the steps that follow, once its checksum is right.
set -euo pipefail

fail() { echo "error: $*" >&2; exit 1; }

release='^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$'
if [[ -z $STS_VERSION ]]; then
  if command -v kubectl-sts >/dev/null; then
    kubectl-sts version
    exit 0
  fi
  # The action of a release brings the plugin of that release.
  STS_VERSION=$STS_ACTION_REF
  [[ $STS_VERSION =~ $release ]] || fail "kubectl-sts is not on PATH; name a release with: version"
fi
# Not printed: what is not a version could be anything.
[[ $STS_VERSION =~ $release ]] || fail "version is not that of a release, such as v0.6.0"

case $RUNNER_OS in
Linux) os=linux extension=tar.gz ;;
macOS) os=darwin extension=tar.gz ;;
Windows) os=windows extension=zip ;;
*) fail "there is no release for $RUNNER_OS" ;;
esac
case $RUNNER_ARCH in
X64) arch=amd64 ;;
ARM64) arch=arm64 ;;
*) fail "there is no release for $RUNNER_ARCH" ;;
esac

cd "$RUNNER_TEMP"
home=$(mktemp -d "$PWD/kubectl-sts.XXXXXX")
cd "$home"
archive=kubectl-sts_${STS_VERSION#v}_${os}_$arch.$extension
for file in checksums.txt "$archive"; do
  curl --fail --silent --show-error --location --proto-redir =https --retry 3 --output "$file" \
    --url "$STS_RELEASES/$STS_VERSION/$file" ||
    fail "cannot download $file of $STS_VERSION"
done

want=$(awk -v name="$archive" '$2 == name {print $1}' checksums.txt)
if command -v sha256sum >/dev/null; then got=$(sha256sum "$archive"); else got=$(shasum -a 256 "$archive"); fi
[[ -n $want && ${got%% *} == "$want" ]] || fail "$archive is not the file that checksums.txt names"

case $extension in
zip) unzip -q "$archive" ;;
*) tar -xzf "$archive" ;;
esac || fail "cannot unpack $archive" # and not the exit code of tar, which is 2
rm "$archive"
./kubectl-sts version
# The bash on Windows has paths of its own.
if command -v cygpath >/dev/null; then home=$(cygpath --windows "$home"); fi
echo "$home" >>"$GITHUB_PATH"

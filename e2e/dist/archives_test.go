//go:build e2e

package dist

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var makeOnce sync.Once

// made is the folder with the release of the working tree.
func made(t *testing.T) string {
	t.Helper()
	dist := filepath.Join(released(t), "dist")
	makeOnce.Do(func() { run(t, released(t), nil, "hack/dist.sh", platforms()...) })
	if _, err := os.Stat(filepath.Join(dist, "checksums.txt")); err != nil {
		t.Fatalf("there is no release, see the first test that failed: %v", err)
	}
	return dist
}

// TestSameBytesElsewhere makes a release again: in another folder, with files of other permissions and
// another owner, and in another time zone.
func TestSameBytesElsewhere(t *testing.T) {
	first := made(t)
	elsewhere := filepath.Join(t.TempDir(), "a", "longer path", "to", "the same files")
	run(t, released(t), []string{"TZ=Pacific/Auckland", "LC_ALL=C"}, "bash", append([]string{"-euc", `
		umask 077
		git clone --quiet . "$1"
		cd "$1"
		shift
		# Files of somebody else, where we may give them away.
		((EUID != 0)) || chown 12345:12345 LICENSE plugins/kubectl_complete-sts
		hack/dist.sh "$@"`, "bash", elsewhere}, platforms()...)...)

	if diff := cmp.Diff(sums(t, first), sums(t, filepath.Join(elsewhere, "dist"))); diff != "" {
		t.Errorf("the second build differs (-first +second):\n%s", diff)
	}
}

// sums are the lines of checksums.txt, which `sha256sum --check` agrees with.
func sums(t *testing.T, dist string) []string {
	t.Helper()
	run(t, dist, nil, "sha256sum", "--check", "--strict", "checksums.txt")
	return strings.Split(strings.TrimSpace(read(t, filepath.Join(dist, "checksums.txt"))), "\n")
}

// file is the name of a file of the release.
func file(platform, suffix string) string {
	return "kubectl-sts_" + strings.TrimPrefix(tag, "v") + "_" + strings.ReplaceAll(platform, "/", "_") + suffix
}

func archive(platform string) string {
	if strings.HasPrefix(platform, "windows/") {
		return file(platform, ".zip")
	}
	return file(platform, ".tar.gz")
}

func TestChecksumsNameEveryFile(t *testing.T) {
	want := map[string]bool{}
	for _, p := range platforms() {
		want[archive(p)], want[file(p, ".cdx.json")] = true, true
	}
	got := map[string]bool{}
	for _, line := range sums(t, made(t)) {
		got[strings.Fields(line)[1]] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files in checksums.txt (-want +got):\n%s", diff)
	}
}

func TestArchives(t *testing.T) {
	dist := made(t)
	committed := run(t, released(t), nil, "git", "log", "-1", "--format=%ct")
	for _, p := range platforms() {
		t.Run(p, func(t *testing.T) {
			members := unpack(t, filepath.Join(dist, archive(p)))
			want := map[string]string{
				"LICENSE": "-rw-r--r-- root:root", "THIRD_PARTY_LICENSES": "-rw-r--r-- root:root",
				"kubectl-sts": "-rwxr-xr-x root:root", "kubectl_complete-sts": "-rwxr-xr-x root:root",
			}
			if strings.HasPrefix(p, "windows/") { // a zip has no owners, and nothing there runs the shell script
				want = map[string]string{"LICENSE": "-rw-r--r-- :", "THIRD_PARTY_LICENSES": "-rw-r--r-- :", "kubectl-sts.exe": "-rwxr-xr-x :"}
			}
			got := map[string]string{}
			for name, m := range members {
				got[name] = m.mode.String() + " " + m.owner
				if at := fmt.Sprint(m.modified.Unix()); at != committed {
					t.Errorf("%s is of %s, want the time of the commit, %s", name, at, committed)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			if members["LICENSE"].text != read(t, filepath.Join(root(), "LICENSE")) {
				t.Error("LICENSE is not the repository's")
			}
			wantLicenses(t, members["THIRD_PARTY_LICENSES"].text)
		})
	}
}

// wantLicenses looks for what is easily forgotten: Go's own license, notices, and what only one platform links in.
func wantLicenses(t *testing.T, text string) {
	t.Helper()
	for _, part := range []string{"go/LICENSE", "github.com/spf13/cobra/LICENSE.txt", "sigs.k8s.io/randfill/NOTICE", "golang.org/x/sys/windows/LICENSE"} {
		if !strings.Contains(text, "\n=== "+part+"\n") {
			t.Errorf("THIRD_PARTY_LICENSES lacks %s", part)
		}
	}
}

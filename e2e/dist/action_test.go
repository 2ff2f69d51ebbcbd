//go:build e2e

package dist

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// demo are inputs that look at the sets of the demo's snapshot.
func demo(inputs map[string]string) map[string]string {
	all := maps.Clone(inputs)
	all["filename"] = filepath.Join(root(), "examples", "snapshots", "demo.yaml")
	return all
}

func TestActionEndsWithTheExitCode(t *testing.T) {
	path := filepath.Dir(program(t)) + ":" + tools(t)
	tests := []struct {
		name    string
		inputs  map[string]string
		code    int
		verdict string
	}{
		{"met", map[string]string{"names": "web quiz", "namespace": "demo"}, 0, "web"},
		{"one in a line each", map[string]string{"names": "web\nquiz\n", "namespace": "demo"}, 0, "quiz"},
		{"cannot be met", map[string]string{"names": "kafka", "namespace": "shop"}, 2, "kafka"},
		{"another condition", map[string]string{"names": "kafka", "namespace": "shop", "for": "held"}, 0, "kafka"},
		{"an error", map[string]string{"names": "nobody", "namespace": "demo"}, 1, ""},
		{"a name that looks like a flag", map[string]string{"names": "--all-namespaces"}, 1, ""},
		{"a name that looks like a command", map[string]string{"names": "$(touch pwned) `touch pwned` ;touch pwned"}, 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, code := use(t, path, demo(tt.inputs))
			if code != tt.code || !strings.Contains(r.output, fmt.Sprintf("exit-code=%d\n", tt.code)) || !strings.Contains(r.output, tt.verdict) {
				t.Errorf("exit code %d, want %d with a verdict on %q; said\n%s\noutputs\n%s", code, tt.code, tt.verdict, r.said, r.output)
			}
			if _, err := os.Stat(filepath.Join(r.temp, "pwned")); err == nil {
				t.Error("an input was run")
			}
		})
	}
}

func TestActionRefusesOtherCommands(t *testing.T) {
	path := filepath.Dir(program(t)) + ":" + tools(t)
	if r, code := use(t, path, demo(map[string]string{"command": "list; true", "names": "web"})); code != 1 || !strings.Contains(r.said, "error: command is not") {
		t.Errorf("exit code %d, said\n%s", code, r.said)
	}
}

// TestActionInstalls takes the plugin from a folder of releases, which knows the one of the tests.
func TestActionInstalls(t *testing.T) {
	releases := t.TempDir()
	if err := os.Symlink(made(t), filepath.Join(releases, tag)); err != nil {
		t.Fatal(err)
	}
	zeros := strings.Repeat("0", 64) + "  "
	other := wrongRelease(t, releases, "v0.98.0", func(archive string) string { return zeros + archive + "\n" })
	unlisted := wrongRelease(t, releases, "v0.96.0", func(archive string) string { return zeros + archive + ".cdx.json\n" })
	path := tools(t)
	broken := wrongRelease(t, releases, "v0.95.0", func(archive string) string {
		return fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(noArchive)), archive)
	})
	tests := []struct {
		name, version string
		code          int
		said          string
	}{
		{"a release", tag, 0, "web"},
		{"the release that the action is of", "@" + tag, 0, "web"},
		{"a damaged release", "v0.98.0", 1, "error: " + other + " is not the file that checksums.txt names\n"},
		{"an archive without a checksum", "v0.96.0", 1, "error: " + unlisted + " is not the file that checksums.txt names\n"},
		{"what cannot be unpacked", "v0.95.0", 1, "error: cannot unpack " + broken + "\n"},
		{"no such release", "v0.97.0", 1, "error: cannot download checksums.txt of v0.97.0\n"},
		{"no version", "", 1, "error: kubectl-sts is not on PATH; name a release with: version\n"},
		{"what is no version", "v1.0.0/../../evil", 1, "error: version is not that of a release, such as v0.6.0\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			version, ref, _ := strings.Cut(tt.version, "@")
			r, code := use(t, path, demo(map[string]string{
				"version": version, "@": ref, "releases": fileURL(releases), "names": "web", "namespace": "demo",
			}))
			if code != tt.code || !strings.Contains(r.said, tt.said) {
				t.Errorf("exit code %d, want %d and %q; said\n%s", code, tt.code, tt.said, r.said)
			}
		})
	}
}

const noArchive = "not an archive"

// wrongRelease makes one whose archive for this platform is none, and returns the archive's name.
func wrongRelease(t *testing.T, releases, version string, checksums func(archive string) string) string {
	t.Helper()
	dir := filepath.Join(releases, version)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	name := strings.Replace(archive(runtime.GOOS+"/"+runtime.GOARCH), strings.TrimPrefix(tag, "v"), strings.TrimPrefix(version, "v"), 1)
	for file, text := range map[string]string{name: noArchive, "checksums.txt": checksums(name)} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

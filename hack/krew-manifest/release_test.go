package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func checksums(version string, platforms ...string) string {
	var b strings.Builder
	for i, p := range platforms {
		ext := ".tar.gz"
		if strings.HasPrefix(p, "windows") {
			ext = ".zip"
		}
		b.WriteString(strings.Repeat("abcdef0"[i:i+1], 64) + "  kubectl-sts_" + version + "_" + p + ext + "\n")
		b.WriteString(strings.Repeat("0", 64) + "  kubectl-sts_" + version + "_" + p + ".cdx.json\n")
	}
	return b.String()
}

func TestRun(t *testing.T) {
	const pseudo = "0.0.0-20261122053746-fb2ea2838af5"
	for name, tt := range map[string]struct {
		checksums string
		draft     bool
		// want is in the manifest, or in the error.
		want, err string
	}{
		"release":                 {checksums: checksums("1.2.3", platforms...), want: "  version: v1.2.3\n"},
		"v in the names":          {checksums: checksums("v1.2.3", platforms...), want: "/v1.2.3/kubectl-sts_v1.2.3_linux_amd64.tar.gz\n    sha256: " + strings.Repeat("a", 64) + "\n    bin: kubectl-sts\n"},
		"windows":                 {checksums: checksums("1.2.3", platforms...), want: "/v1.2.3/kubectl-sts_1.2.3_windows_arm64.zip\n    sha256: " + strings.Repeat("f", 64) + "\n    bin: kubectl-sts.exe\n"},
		"between releases":        {checksums: checksums(pseudo, platforms...), want: "# No release: "},
		"after a candidate":       {checksums: checksums("1.3.0-rc.1.0.20261122053746-fb2ea2838af5", platforms...), want: "# No release: "},
		"a candidate":             {checksums: checksums("1.3.0-rc.1", platforms...), want: "makes the same bytes there each time.\napiVersion:"},
		"a platform lacks":        {checksums: checksums("1.2.3", platforms[1:]...), err: "no archive for linux_amd64"},
		"a platform lacks, draft": {checksums: checksums("1.2.3", platforms[1:]...), draft: true, want: "os: windows"},
		"a platform more":         {checksums: checksums("1.2.3", append(platforms, "plan9_amd64")...), err: "plan9_amd64"},
		"changed":                 {checksums: checksums(pseudo+"+dirty", platforms...), err: "commit them, and run make dist again"},
		"changed, draft":          {checksums: checksums(pseudo+"+dirty", platforms...), draft: true, want: "version: v" + pseudo + "+dirty\n"},
		"two versions":            {checksums: checksums("1.2.3", platforms...) + checksums("1.2.4", platforms...), err: "another version than v1.2.3"},
		"no version":              {checksums: checksums("latest", platforms...), err: `"latest" is no semantic version`},
		"nothing":                 {err: "no archive for linux_amd64"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			sums, file := filepath.Join(dir, "checksums.txt"), filepath.Join(dir, "sts.yaml")
			if err := os.WriteFile(sums, []byte(tt.checksums), 0o600); err != nil {
				t.Fatal(err)
			}
			err := run(sums, release{Draft: tt.draft, Releases: releases}, []string{"sts=" + file})
			got, _ := os.ReadFile(file)
			switch {
			case tt.err != "":
				if err == nil || !strings.Contains(err.Error(), tt.err) || len(got) > 0 {
					t.Errorf("error %v, want %q; manifest:\n%s", err, tt.err, got)
				}
			case err != nil:
				t.Error(err)
			case !strings.Contains(string(got), tt.want):
				t.Errorf("the manifest lacks %q:\n%s", tt.want, got)
			}
		})
	}
}

func TestRunComplains(t *testing.T) {
	for want, args := range map[string][]string{
		"run: make dist":                {"sts=sts.yaml"},
		"name a plugin":                 nil,
		"want the name of a plugin and": {"sts.yaml"},
	} {
		sums := filepath.Join(t.TempDir(), "checksums.txt")
		if want != "run: make dist" {
			if err := os.WriteFile(sums, []byte(checksums("1.2.3", platforms...)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := run(sums, release{}, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", args, err, want)
		}
	}
}

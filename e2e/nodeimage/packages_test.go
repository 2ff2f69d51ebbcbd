package nodeimage

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLockFile(t *testing.T) {
	packages, err := parseLock(lock)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range packages {
		names = append(names, p.name)
		if unwanted[p.name] {
			t.Errorf("%s is unwanted", p.name)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("not sorted, or a package twice")
	}
	for _, name := range wanted {
		if !slices.Contains(names, name) {
			t.Errorf("no %s", name)
		}
	}
	var again strings.Builder
	formatLock(&again, packages)
	if diff := cmp.Diff(lock, again.String()); diff != "" {
		t.Error(diff)
	}
}

func TestParseLockRefuses(t *testing.T) {
	sum := strings.Repeat("0", 64)
	for name, text := range map[string]string{
		"a missing field":  "bash 5.2 amd64 pool/bash.deb " + sum,
		"a short checksum": "bash 5.2 amd64 pool/bash.deb 17 " + sum[1:],
		"a wordy size":     "bash 5.2 amd64 pool/bash.deb many " + sum,
	} {
		if _, err := parseLock(text); err == nil || !strings.Contains(err.Error(), lockFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const packagesIndex = `Package: app
Version: 1:2.0-1
Architecture: amd64
Depends: liba (>= 1.2), awk,
 ignored continuation
Pre-Depends: missing | libb:any (<< 3)
Filename: pool/main/a/app/app.deb
Size: 17
SHA256: 0a

Package: liba
Size: 1
Depends: debconf (>= 0.5) | debconf-2.0, libb
Provides: liba-abi (= 3), abi

Package: libb
Size: 1
Depends: liba

Package: original-awk
Size: 1
Provides: awk

Package: uses-abi
Size: 1
Depends: abi
`

func TestClosure(t *testing.T) {
	x, err := parseIndex(strings.NewReader(packagesIndex))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ names, want []string }{
		"what provides a name":             {[]string{"uses-abi"}, []string{"liba", "libb", "uses-abi"}},
		"each once, though in a circle":    {[]string{"liba", "libb"}, []string{"liba", "libb"}},
		"the second name, if it is wanted": {[]string{"libb", "app"}, []string{"app", "liba", "libb"}},
	} {
		packages, err := x.closure(test.names)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, p := range packages {
			got = append(got, p.name)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	packages, err := x.closure([]string{"libb", "app"})
	if err != nil {
		t.Fatal(err)
	}
	if want := (debianPackage{"app", "1:2.0-1", "amd64", "pool/main/a/app/app.deb", "0a", 17}); packages[0] != want {
		t.Errorf("%+v, want %+v", packages[0], want)
	}
	if _, err := x.closure([]string{"app"}); err == nil || !strings.Contains(err.Error(), "no package missing") {
		t.Errorf("the first alternative is not there: %v", err)
	}
}

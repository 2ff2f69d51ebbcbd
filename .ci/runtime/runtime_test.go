package main

import (
	"encoding/json"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Everything but CAP_SYS_RESOURCE, number 24.
const held = capabilitySet(0x1fffeffffff)

func TestParse(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want call
	}{
		"a container as the engine creates it": {
			[]string{"--root", "/run/r", "--log", "/run/log.json", "create", "--bundle", "/run/b", "--pid-file", "/run/p", "id"},
			call{"/run/b/config.json", true},
		},
		"joined flags":               {[]string{"--root=/run/r", "run", "-b=/run/b", "id"}, call{"/run/b/config.json", true}},
		"a process in a container":   {[]string{"exec", "--process", "/tmp/p", "--detach", "id"}, call{"/tmp/p", false}},
		"a container called exec":    {[]string{"create", "--bundle", "/run/b", "exec"}, call{"/run/b/config.json", true}},
		"what starts no process":     {[]string{"--root", "/run/r", "kill", "id", "15"}, call{}},
		"a flag that ends the line":  {[]string{"create", "--bundle"}, call{}},
		"no argument":                {nil, call{}},
		"an exec without a document": {[]string{"exec", "id", "sh"}, call{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := parse(test.args); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func TestTrim(t *testing.T) {
	sets := `{"bounding":["CAP_CHOWN","CAP_SYS_RESOURCE","CAP_FROM_TOMORROW"],"ambient":["CAP_SYS_RESOURCE"],"effective":null}`
	trimmed := `{"bounding":["CAP_CHOWN","CAP_FROM_TOMORROW"],"ambient":[],"effective":null}`
	for name, test := range map[string]struct {
		text, want string
		bundle     bool
	}{
		"a bundle": {
			`{"ociVersion":"1","process":{"args":["sh"],"capabilities":` + sets + `},"linux":{"limit":9223372036854775807}}`,
			`{"ociVersion":"1","process":{"args":["sh"],"capabilities":` + trimmed + `},"linux":{"limit":9223372036854775807}}`, true,
		},
		"a process":              {`{"cwd":"/","capabilities":` + sets + `}`, `{"cwd":"/","capabilities":` + trimmed + `}`, false},
		"no capabilities at all": {`{"process":{}}`, `{"process":{}}`, true},
		"no process":             {`{}`, `{}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "document.json")
			if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := trimFile(call{file, test.bundle}, held); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(canonical(t, test.want), canonical(t, string(got))); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := trim([]byte("{"), true, held); err == nil {
		t.Error("half a document: no error")
	}
}

func TestMissing(t *testing.T) {
	all := capabilitySet(1<<len(capabilities) - 1)
	for name, test := range map[string]struct {
		set  capabilitySet
		last int
		want string
	}{
		"all there are":                  {all, 40, ""},
		"one is missing":                 {held, 40, "CAP_SYS_RESOURCE"},
		"an older kernel knows fewer":    {1<<38 - 1, 37, ""},
		"a newer kernel, unknown number": {all, 41, ""},
	} {
		if got := test.set.missing(test.last); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if n := bits.OnesCount64(uint64(all)); n != 41 || capabilities[24] != "SYS_RESOURCE" {
		t.Errorf("%d names, number 24 is %s", n, capabilities[24])
	}
}

func TestMerge(t *testing.T) {
	for name, test := range map[string]struct{ before, want string }{
		"no file": {"", `{"default-runtime":"runc-bounded","runtimes":{"runc-bounded":{"path":"/usr/local/sbin/runc-bounded"}}}`},
		"the rest stays": {
			`{"data-root":"/d","default-shm-size":9007199254740993,"mtu":1400,"default-runtime":"runc","runtimes":{"kata":{"path":"/k"}}}`,
			`{"data-root":"/d","default-shm-size":9007199254740993,"mtu":1400,"default-runtime":"runc-bounded","runtimes":{"kata":{"path":"/k"},"runc-bounded":{"path":"/usr/local/sbin/runc-bounded"}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			once, err := merge([]byte(test.before))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(canonical(t, test.want), canonical(t, string(once))); diff != "" {
				t.Error(diff)
			}
			if twice, err := merge(once); err != nil || string(twice) != string(once) {
				t.Errorf("a second time: %v\n%s", err, twice)
			}
		})
	}
	for _, refused := range []string{`{"default-runtime":"nvidia"}`, `{`} {
		if _, err := merge([]byte(refused)); err == nil {
			t.Errorf("%s: no error", refused)
		}
	}
}

func canonical(t *testing.T, text string) any {
	t.Helper()
	var v any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

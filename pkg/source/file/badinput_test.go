package file

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

func TestBadFiles(t *testing.T) {
	bomb := "apiVersion: v1\nkind: Pod\nmetadata:\n  name: bomb\n  annotations:\n    a: &a [x,x,x,x,x,x,x,x,x]\n"
	for _, c := range "bcdefghij" {
		last := string(c - 1)
		bomb += "    " + string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+last+",", 9) + "]\n"
	}
	for name, tc := range map[string]struct{ text, want string }{
		"empty":              {"", "no Kubernetes objects in it"},
		"blank":              {" \n\t\r\n\n", "no Kubernetes objects in it"},
		"separators":         {"---\n---\n", "no Kubernetes objects in it"},
		"binary":             {"\x7fELF\x00\x01", "a binary file, neither YAML nor JSON"},
		"not UTF-8":          {"kind: \xff\xff\xff\xff\xff", "a binary file, neither YAML nor JSON"},
		"gzip":               {"\x1f\x8b\x08\x00", "compressed with gzip; unpack it first: gunzip -c FILE > UNPACKED"},
		"protobuf":           {"k8s\x00\n\x05", "in protobuf; YAML or JSON is read"},
		"prose":              {"dear cluster\n", "document 1 (line 1) is not a Kubernetes object: it has no apiVersion and kind"},
		"a values file":      {setYAML + "---\nreplicas: 3\nimage: nginx\n", "document 2 (line 7) is not a Kubernetes object: it has no apiVersion and kind"},
		"a kind only":        {"kind: Pod\n", "document 1 (line 1) is not a Kubernetes object: it has no apiVersion and kind"},
		"a number":           {"7", "document 1 (line 1) is not a Kubernetes object: it has no apiVersion and kind"},
		"JSON string":        {`"kind"`, "document 1 (line 1) is not a Kubernetes object: it has no apiVersion and kind"},
		"an item, no kind":   {"apiVersion: v1\nkind: List\nitems:\n- metadata: {}\n", "document 1 (line 4) is not a Kubernetes object: it has no apiVersion and kind"},
		"YAML":               {setYAML + "---\n" + podYAML + "spec:\n  a: b: c\n", "document 2: not valid YAML: line 13: mapping values are not allowed in this context"},
		"YAML in an item":    {"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: }\n", "document 1: not valid YAML: line 5: did not find expected node content"},
		"tabs":               {"apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x\n", "document 1: not valid YAML: line 4: found character that cannot start any token"},
		"wrong type":         {setYAML + "spec:\n  replicas: three\n", `line 1: StatefulSet "web": spec.replicas: unexpected string`},
		"wrong shape":        {"apiVersion: v1\nkind: Pod\nmetadata: []\n", `line 1: Pod: metadata: unexpected array`},
		"wrong list":         {"apiVersion: v1\nkind: List\nitems: {a: b}\n", `line 1: List: items: unexpected object`},
		"wrong time":         {podYAML + "  creationTimestamp: yesterday\n", `line 1: Pod "web-0": parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"`},
		"JSON cut off":       {setJSON + "\n" + podJSON[:40], "line 2: the JSON ends too early"},
		"JSON list cut off":  {`{"apiVersion":"v1","kind":"List","items":[` + setJSON, "line 1: the JSON ends too early"},
		"JSON brackets":      {`{"apiVersion":"v1"]`, `line 1: unexpected ']'`},
		"JSON item brackets": {`{"apiVersion":"v1","items":[}`, `line 1: unexpected '}'`},
		"JSON rubbish":       {`{"apiVersion":"v1","kind":"Pod","metadata":{"name" "x"}}`, `document 1 (line 1) is not valid JSON: invalid character '"' after object key`},
		"JSON item rubbish":  {`{"apiVersion":"v1","kind":"List","items":[` + "\n{'kind':'Pod'}]}", `document 1 (line 2) is not valid JSON: invalid character '\'' looking for beginning of object key string`},
		"deep":               {`{"apiVersion":"v1","kind":"Pod","metadata":` + strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20) + "}", `document 1 (line 1) is not valid JSON: invalid character '[' exceeded max depth`},
		"deep YAML":          {podYAML + "spec: " + strings.Repeat("[", 1<<20), "document 1: not valid YAML: line 6: exceeded max depth of 10000"},
		"cycle":              {podYAML + "spec: &a\n  b: *a\n", "document 1: not valid YAML: line 1: anchor 'a' value contains itself"},
		"bomb":               {bomb, "document 1: not valid YAML: line 1: document contains excessive aliasing"},
		"one long line":      {"kind: " + strings.Repeat("a", 17<<20), "line 1: longer than 16 MiB, which no Kubernetes object is"},
		"many lines":         {strings.Repeat("a line of no meaning at all\n", 1<<20), "document 1 (line 1) is not a Kubernetes object: it has no apiVersion and kind"},
		"large, no kind":     {strings.Repeat("a: {b: c}\n", 1<<18), "document 1 (line 1) is not a Kubernetes object: it has no apiVersion and kind"},
		"large with a kind":  {podYAML + strings.Repeat("a: "+strings.Repeat("b", 1000)+"\n", 17<<10), "line 1: longer than 16 MiB, which no Kubernetes object is"},
		"large item":         {"apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n" + strings.Repeat("  a: "+strings.Repeat("b", 1000)+"\n", 17<<10), "line 4: longer than 16 MiB, which no Kubernetes object is"},
		"large JSON string":  {`{"apiVersion":"` + strings.Repeat("a", 17<<20), "line 1: longer than 16 MiB, which no Kubernetes object is"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(write(t, map[string]string{"web.yaml": tc.text}), "web.yaml")
			_, err := New([]string{path}, nil).Get(context.Background(), source.Request{})
			if want := path + ": " + tc.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestBadPaths(t *testing.T) {
	dir := write(t, map[string]string{"locked.yaml": podYAML, "text/notes.txt": "x"})
	fifo := filepath.Join(dir, "fifo.yaml")
	mustDo(t, syscall.Mkfifo(fifo, 0o600))
	for path, want := range map[string]string{
		filepath.Join(dir, "none.yaml"): "cannot read PATH: no such file or directory",
		filepath.Join(dir, "text"):      "PATH: no .yaml, .yml, .json files in it",
		"https://example.com/web.yaml":  "PATH: -f does not read from the network; pipe it in with -f -",
		"/dev/zero":                     "PATH: a binary file, neither YAML nor JSON",
		"/dev/null":                     "PATH: no Kubernetes objects in it",
	} {
		_, err := New([]string{path}, nil).Get(context.Background(), source.Request{})
		if want = strings.ReplaceAll(want, "PATH", path); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	// In a directory a pipe is passed over; given by name it is read.
	s := New([]string{dir}, nil)
	if _, err := s.Get(context.Background(), source.Request{}); err != nil || len(s.Notes()) != 1 || !strings.HasSuffix(s.Notes()[0], "fifo.yaml: not a regular file") {
		t.Errorf("%v, notes %q", err, s.Notes())
	}
	go func() { _ = os.WriteFile(fifo, []byte(podYAML), 0o600) }()
	if _, err := New([]string{fifo}, nil).Get(context.Background(), source.Request{}); err != nil {
		t.Error(err)
	}
}

// endless gives the same text again and again.
type endless struct {
	text []byte
	at   int
	left int
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) && e.left > 0 {
		c := copy(p[n:], e.text[e.at:])
		c = min(c, e.left)
		e.at = (e.at + c) % len(e.text)
		e.left -= c
		n += c
	}
	if e.left == 0 {
		return n, io.EOF
	}
	return n, nil
}

// 200 MB of whatever kubectl wrote are read in the memory of what is kept.
func TestLargeInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	secret := "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  k: " + strings.Repeat("QUJD", 20_000) + "\n"
	for name, text := range map[string]string{
		"YAML documents": "---\n" + secret,
		"JSON documents": `{"apiVersion":"v1","kind":"Secret","data":{"k":"` + strings.Repeat("QUJD", 20_000) + `"}}` + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			s := New([]string{"-"}, io.MultiReader(strings.NewReader(podYAML+"---\n"), &endless{text: []byte(text), left: 200 << 20 / len(text) * len(text)}))
			snap, err := s.Get(context.Background(), source.Request{})
			if err != nil || len(snap.Objects()) != 1 || len(s.Notes()) != 1 {
				t.Error(err, s.Notes())
			}
			runtime.ReadMemStats(&after)
			if grown := int64(after.HeapSys-before.HeapSys) >> 20; grown > 64 {
				t.Errorf("took %d MiB of memory", grown)
			}
		})
	}
	t.Run("without end", func(t *testing.T) {
		_, err := New([]string{"-"}, &endless{text: bytes.Repeat([]byte("y\n"), 1000), left: 1 << 40}).Get(context.Background(), source.Request{})
		if want := "standard input: document 1 (line 1) is not a Kubernetes object: it has no apiVersion and kind"; err == nil || err.Error() != want {
			t.Errorf("got %v", err)
		}
	})
}

package file

import (
	"context"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// Whatever the text, it is read or refused in one line.
func FuzzGet(f *testing.F) {
	list := "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- kind: x\nkind: List\n"
	for _, seed := range []string{
		setYAML + "---\n" + podYAML, setJSON + podJSON, list, "[" + podJSON + "]", "  a: b\n", "{a: b}", "--- {", "\xff\xfea\x00",
		"==== START logs\nx\n==== END logs\n", `{"items":[1,"}",{}],"kind":"PodList","apiVersion":"v1"}`, "items:\n  -\n -\n- - a\n", "%\n...\n#",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := New([]string{"-"}, strings.NewReader(text)).Get(context.Background(), source.Request{})
		if err != nil && strings.ContainsAny(err.Error(), "\n\r") {
			t.Errorf("an error of several lines: %q", err)
		}
	})
}

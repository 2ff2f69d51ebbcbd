//go:build e2e

package krew

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// complete is what kubectl itself offers when TAB is pressed behind these words, without descriptions.
func complete(t *testing.T, m *machine, words ...string) []string {
	t.Helper()
	out := strings.Split(strings.TrimSpace(m.kubectl(append([]string{"__complete"}, words...)...)), "\n")
	// The last line is cobra's directive.
	offers := out[:len(out)-1]
	for i := range offers {
		offers[i], _, _ = strings.Cut(offers[i], "\t")
	}
	return offers
}

func completesTo(t *testing.T, m *machine, want []string, words ...string) {
	t.Helper()
	if got := complete(t, m, words...); !slices.Equal(got, want) {
		t.Errorf("kubectl %s<TAB> offers %q, want %q", strings.Join(words, " "), got, want)
	}
}

// TestCompletion asks kubectl, which runs the script of plugins/ or a link to the plugin.
func TestCompletion(t *testing.T) {
	for _, tt := range []struct{ name, completer string }{
		{"script", filepath.Join(framework.Root(), "plugins", "kubectl_complete-sts")},
		{"link", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := framework.New(t)
			f.ApplyYAML(small)
			f.ApplyYAML(strings.ReplaceAll(small, "web", "db"))
			f.WaitReport("revisions", "web", "one revision", func(r v1alpha1.StatefulSetReport) bool { return len(r.Revisions) == 1 })
			plugin := underTest(f, "kubectl-sts")
			m := newMachine(f, map[string]string{
				"kubectl-sts": plugin, "kubectl_complete-sts": cmp.Or(tt.completer, plugin), "sh": found(t, "sh"),
			})

			completesTo(t, m, []string{"web"}, "sts", "status", "w")
			completesTo(t, m, []string{"db", "web"}, "sts", "status", "")
			completesTo(t, m, []string{"db"}, "sts", "status", "web", "")
			completesTo(t, m, []string{"sts/web"}, "sts", "tree", "sts/w")
			completesTo(t, m, []string{"web"}, "sts", "status", "-n", f.Namespace, "w")
			completesTo(t, m, nil, "sts", "status", "-n", "no-such-namespace", "")
			completesTo(t, m, []string{f.Namespace}, "sts", "status", "-n", f.Namespace[:len(f.Namespace)-1])
			completesTo(t, m, []string{"0"}, "sts", "explain", "web", "")
			completesTo(t, m, []string{"web-0"}, "sts", "explain", "web", "w")
			completesTo(t, m, []string{"web-0"}, "sts", "diff", "web", "--pod", "w")
			completesTo(t, m, []string{"1", "current", "live", "update"}, "sts", "diff", "web", "--from", "")
			completesTo(t, m, []string{"--namespace"}, "sts", "status", "--namespa")
			completesTo(t, m, []string{"storage"}, "sts", "sto")

			// Without the file kubectl offers nothing of ours: it is the file that does it.
			if err := os.Remove(filepath.Join(m.bin, "kubectl_complete-sts")); err != nil {
				t.Fatal(err)
			}
			completesTo(t, m, nil, "sts", "status", "w")
		})
	}
}

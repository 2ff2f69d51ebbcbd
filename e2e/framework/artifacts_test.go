package framework

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the plugin notes besides a snapshot must not make a file of it that cannot be read.
func TestKept(t *testing.T) {
	for _, tt := range []struct {
		r    Result
		want string
	}{
		{Result{Command: "kubectl-sts status web", Stdout: "web\n"}, "web\n"},
		{Result{Command: "kubectl-sts snapshot", Stdout: "kind: List\n", Stderr: "note: a\nnote: b\n"}, "kind: List\n# kubectl-sts snapshot\n# note: a\n# note: b\n"},
	} {
		if diff := cmp.Diff(tt.want, kept(tt.r)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.r.Command, diff)
		}
	}
}

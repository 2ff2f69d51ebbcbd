package printer

import (
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// A revision that those before it were deleted of is not the first one.
func TestChangeFromNothing(t *testing.T) {
	for number, want := range map[int64]string{
		1: "7f9c (revision 1) is the first revision",
		6: "7f9c (revision 6) is the oldest revision kept",
	} {
		r := &v1alpha1.StatefulSetReport{}
		r.Rollout.Change = &v1alpha1.Change{To: v1alpha1.ChangedRevision{Name: "web-7f9c", Number: number}}
		if got := (set{StatefulSetReport: r}).changeCells(); len(got) != 1 || got[0].Text != want {
			t.Errorf("change = %+v, want %q", got, want)
		}
	}
}

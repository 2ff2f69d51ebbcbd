package printer

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// A claim that is the set's by its name alone has no row, and is not passed over.
func TestReadoptionWithoutARow(t *testing.T) {
	r := stored("shop", "web", 0, 1, "www")
	r.Storage.Readoptions = []v1alpha1.Readoption{{Ordinal: 4, Replicas: ptr(int32(5)), Claims: []string{"www-web-4"}, Message: "scaling up to 5 re-adopts www-web-4 with the data in it"}}
	if got := show(t, Storage, Options{}, *r); !strings.Contains(got, "\nScaling up to 5 re-adopts www-web-4 with the data in it.\n") || strings.Contains(got, "Left over") {
		t.Errorf("got:\n%s", got)
	}
}

// What is going already needs no command.
func TestNoCommandForAnOrphanThatIsBeingDeleted(t *testing.T) {
	going := orphan("mysql", 1, 10, day, "it is being deleted")
	going.State = v1alpha1.ClaimTerminating
	if got := showOrphans(t, found("shop", 1, going), Options{}); strings.Contains(got, "delete pvc") || strings.Contains(got, "Deleting") {
		t.Errorf("got:\n%s", got)
	}
	got := showOrphans(t, found("shop", 2, going, orphan("mysql", 0, 10, day, "no Pod mounts it")), Options{})
	if !strings.Contains(got, "To delete it knowingly: kubectl -n shop delete pvc data-mysql-0\n") || strings.Contains(got, "Deleting data-mysql-1") {
		t.Errorf("got:\n%s", got)
	}
}

// Whatever a kubelet says, a share is one.
func TestSharesOfImpossibleNumbers(t *testing.T) {
	for _, c := range [][3]int64{{9e18, 1, 100}, {-5, 10, 0}, {5, 10, 50}, {1, 1000, 1}} {
		if got := roundedUp(c[0], c[1]); int64(got) != c[2] {
			t.Errorf("%d of %d: got %d%%, want %d%%", c[0], c[1], got, c[2])
		}
	}
}

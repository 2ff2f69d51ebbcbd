package framework

import (
	"context"
	"testing"
)

// A node that is put back is waited for although its scenario is over.
func TestEventuallyInACleanup(t *testing.T) {
	looks := 0
	t.Run("scenario", func(t *testing.T) {
		f := &F{T: t, cluster: &cluster{simulated: true}}
		f.Cleanup(func() {
			f.eventually(context.Background(), "the third look", Soon, func() (bool, string) { looks++; return looks == 3, "" })
		})
	})
	if looks != 3 {
		t.Errorf("%d looks, want 3", looks)
	}
}

// Package follow looks at StatefulSets again and again: what has changed since
// the last look, and when it is over. What is shown of it is up to the caller;
// Display is for those that show a screen.
package follow

import (
	"context"
	"time"

	"k8s.io/utils/clock"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// every is how often is looked when nothing changes: ages run, and some states
// come with the time alone (a Pod is available after minReadySeconds).
const every = time.Second

// Look is what there is at one instant.
type Look struct {
	Snapshot *snapshot.Snapshot
	Reports  []v1alpha1.StatefulSetReport
	Now      time.Time
	Contact  source.Contact
	// Changed is true for the first look, and when the reports say something else
	// than in the look before, ages aside.
	Changed bool
}

// Loop is one watch and what is made of it.
type Loop struct {
	Watch source.Watch
	// Build makes the reports, which are measured to the instant that it gives.
	Build func(*snapshot.Snapshot) ([]v1alpha1.StatefulSetReport, time.Time)
	Clock clock.WithTicker
}

// Run gives see each look, until it says that this is over or ctx ends.
func (l *Loop) Run(ctx context.Context, see func(Look) (over bool, err error)) error {
	tick := l.Clock.NewTicker(every)
	defer tick.Stop()
	var last Look
	for changed := true; ; {
		now := last
		if changed {
			snap, err := l.Watch.Snapshot(ctx)
			if err != nil {
				return err
			}
			now.Snapshot = snap
		}
		now.Reports, now.Now = l.Build(now.Snapshot)
		now.Contact = l.Watch.Contact()
		now.Changed = last.Snapshot == nil || !same(last.Reports, now.Reports)
		over, err := see(now)
		if over || err != nil {
			return err
		}
		last = now
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.Watch.Changed():
			changed = true
		case <-tick.C():
			changed = false
		}
	}
}

package follow

import (
	"context"
	"errors"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clocktesting "k8s.io/utils/clock/testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// fakeWatch gives what the test puts into it.
type fakeWatch struct {
	changed   chan struct{}
	snapshots int
	err       error
	contact   source.Contact
}

func (w *fakeWatch) Changed() <-chan struct{} { return w.changed }
func (w *fakeWatch) Contact() source.Contact  { return w.contact }
func (w *fakeWatch) Stop()                    {}

func (w *fakeWatch) Snapshot(context.Context) (*snapshot.Snapshot, error) {
	w.snapshots++
	return (&snapshot.Builder{}).Snapshot(), w.err
}

var start = time.Date(2026, 3, 1, 14, 2, 48, 0, time.Local)

func report(name string, state v1alpha1.RolloutState, edits ...func(*v1alpha1.StatefulSetReport)) v1alpha1.StatefulSetReport {
	r := v1alpha1.StatefulSetReport{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop"},
		Rollout:    v1alpha1.Rollout{State: state}, Summary: []string{string(state) + "."},
	}
	for _, edit := range edits {
		edit(&r)
	}
	return r
}

func waitsFor(message string) func(*v1alpha1.StatefulSetReport) {
	return func(r *v1alpha1.StatefulSetReport) {
		r.Rollout.WaitsFor = []v1alpha1.Wait{{Message: message}}
		r.Summary = append(r.Summary, message+" since 12m")
	}
}

func TestLoop(t *testing.T) {
	clock := clocktesting.NewFakeClock(start)
	w := &fakeWatch{changed: make(chan struct{}, 1)}
	now := []v1alpha1.StatefulSetReport{report("web", v1alpha1.StateProgressing)}
	looks := make(chan Look)
	done := make(chan error, 1)
	loop := Loop{Watch: w, Clock: clock, Build: func(*snapshot.Snapshot) ([]v1alpha1.StatefulSetReport, time.Time) {
		r := *now[0].DeepCopy()
		r.AsOf = metav1.NewTime(clock.Now())
		r.Summary = []string{"for " + clock.Since(start).String()}
		return []v1alpha1.StatefulSetReport{r}, clock.Now()
	}}
	go func() {
		done <- loop.Run(t.Context(), func(l Look) (bool, error) {
			looks <- l
			return RolloutOver(l.Reports), nil
		})
	}()
	if l := <-looks; !l.Changed || !l.Now.Equal(start) {
		t.Errorf("the first look is a change: %+v", l)
	}
	clock.Step(every)
	if l := <-looks; l.Changed || !l.Now.Equal(start.Add(every)) || l.Reports[0].Summary[0] != "for 1s" {
		t.Errorf("only time went by: %+v", l)
	}
	if w.snapshots != 1 {
		t.Errorf("%d snapshots without a change", w.snapshots)
	}
	w.contact.Lost = "gone"
	w.changed <- struct{}{}
	if l := <-looks; l.Changed || l.Contact.Lost != "gone" || w.snapshots != 2 {
		t.Errorf("the reports say the same, the contact does not: %+v, %d snapshots", l, w.snapshots)
	}
	now = []v1alpha1.StatefulSetReport{report("web", v1alpha1.StateComplete)}
	clock.Step(every)
	if l := <-looks; !l.Changed {
		t.Error("a state that comes with the time is a change")
	}
	if err := <-done; err != nil {
		t.Errorf("over: %v", err)
	}
}

func TestLoopEnds(t *testing.T) {
	broken := errors.New("broken")
	build := func(*snapshot.Snapshot) ([]v1alpha1.StatefulSetReport, time.Time) { return nil, start }
	loop := func(w *fakeWatch) *Loop {
		return &Loop{Watch: w, Build: build, Clock: clocktesting.NewFakeClock(start)}
	}

	err := loop(&fakeWatch{err: broken}).Run(t.Context(), func(Look) (bool, error) { t.Error("nothing to see"); return true, nil })
	if !errors.Is(err, broken) {
		t.Errorf("nothing can be read: %v", err)
	}
	err = loop(&fakeWatch{}).Run(t.Context(), func(Look) (bool, error) { return false, broken })
	if !errors.Is(err, broken) {
		t.Errorf("nothing can be shown: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = loop(&fakeWatch{}).Run(ctx, func(Look) (bool, error) { cancel(); return false, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestSame(t *testing.T) {
	web := func(edit func(*v1alpha1.StatefulSetReport)) []v1alpha1.StatefulSetReport {
		return []v1alpha1.StatefulSetReport{report("web", v1alpha1.StateProgressing, waitsFor("web-1 is terminating"), edit)}
	}
	plain := web(func(*v1alpha1.StatefulSetReport) {})
	for name, c := range map[string]struct {
		edit func(*v1alpha1.StatefulSetReport)
		want bool
	}{
		"nothing":            {func(*v1alpha1.StatefulSetReport) {}, true},
		"time":               {func(r *v1alpha1.StatefulSetReport) { r.AsOf = metav1.NewTime(start) }, true},
		"ages in sentences":  {func(r *v1alpha1.StatefulSetReport) { r.Summary[1] = "web-1 is terminating since 13m" }, true},
		"the estimate":       {func(r *v1alpha1.StatefulSetReport) { r.Rollout.Estimate = &v1alpha1.Estimate{Seconds: 7} }, true},
		"the state":          {func(r *v1alpha1.StatefulSetReport) { r.Rollout.State = v1alpha1.StateBlocked }, false},
		"what is waited for": {func(r *v1alpha1.StatefulSetReport) { r.Rollout.WaitsFor[0].Message = "web-1 is gone" }, false},
		"a row":              {func(r *v1alpha1.StatefulSetReport) { r.Ordinals = make([]v1alpha1.Ordinal, 1) }, false},
	} {
		if got := same(plain, web(c.edit)); got != c.want {
			t.Errorf("%s: same %t, want %t", name, got, c.want)
		}
	}
	if same(plain, nil) {
		t.Error("a set that is gone is a change")
	}
}

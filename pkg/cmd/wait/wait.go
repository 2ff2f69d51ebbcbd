package wait

import (
	"context"
	"errors"
	"time"

	"k8s.io/utils/clock"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/follow"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Run waits, and says how it ended.
func (o *Options) Run(ctx context.Context) error {
	w := newWaiting(o.condition, o.query)
	if o.query.Offline() {
		look, err := o.lookIntoFiles(ctx)
		if err == nil {
			_, err = w.look(look)
		}
		if err != nil {
			return err
		}
		return o.end(w, 0)
	}
	began := time.Now()
	if err := o.follow(ctx, w); err != nil {
		return err
	}
	return o.end(w, time.Since(began))
}

// follow looks until w is over or the time is up; an error is one of the command.
func (o *Options) follow(ctx context.Context, w *waiting) error {
	inTime := ctx
	if o.Timeout > 0 {
		var cancel context.CancelFunc
		inTime, cancel = context.WithTimeout(ctx, o.Timeout)
		defer cancel()
	}
	watch, err := o.query.Watch(inTime, o.view())
	if err == nil {
		defer watch.Stop()
		progress := &follow.Lines{Out: o.factory.ErrOut, ErrOut: o.factory.ErrOut}
		loop := follow.Loop{Watch: watch, Build: o.build, Clock: clock.RealClock{}}
		err = loop.Run(inTime, func(look follow.Look) (bool, error) {
			over, err := w.look(look)
			if over || err != nil || o.Timeout == 0 {
				return true, err
			}
			look.Reports, progress.Namespaced = w.reports(), w.namespaced
			return false, progress.Show(look)
		})
	}
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && inTime.Err() != nil {
		return nil
	}
	return err
}

func (o *Options) view() factory.View {
	return factory.View{Needs: inspect.RolloutNeeds, Detail: snapshot.Full}
}

func (o *Options) build(snap *snapshot.Snapshot) ([]v1alpha1.StatefulSetReport, time.Time) {
	now := o.query.Now(snap)
	return inspect.BuildAll(snap, inspect.Options{Now: now, Needs: inspect.RolloutNeeds, Rules: o.Rules.Choice()}), now
}

func (o *Options) lookIntoFiles(ctx context.Context) (follow.Look, error) {
	query := *o.query
	if o.condition == v1alpha1.WaitForDeleted {
		query.Names = nil // That one is not there is what is asked, and no error.
	}
	snap, err := query.Get(ctx, o.view())
	if err != nil {
		return follow.Look{}, err
	}
	reports, now := o.build(snap)
	return follow.Look{Snapshot: snap, Reports: reports, Now: now, Changed: true}, nil
}

// end prints the result and makes an exit code of it.
func (o *Options) end(w *waiting, waited time.Duration) error {
	timeout := o.Timeout
	if o.query.Offline() {
		timeout = 0
	}
	result := w.result(waited, timeout)
	if err := printResult(o.factory.Out, result, o.Output); err != nil {
		return err
	}
	switch result.Verdict {
	case v1alpha1.WaitVerdictMet:
		return nil
	case v1alpha1.WaitVerdictCannotBeMet:
		return exit.Answered(exit.No)
	}
	return exit.Answered(exit.TimedOut)
}

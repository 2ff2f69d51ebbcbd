package view

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/follow"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// follow shows the sets again whenever they change, until their rollout is over.
func (o *Options) follow(ctx context.Context, single bool) (err error) {
	if len(o.query.Names) == 0 && !o.query.Selects() {
		// Which one is meant is asked as without --watch.
		snap, err := o.get(ctx, &single)
		if err != nil {
			return err
		}
		if len(snap.StatefulSets()) == 0 {
			Empty(o.factory.ErrOut, o.query, "")
			return nil
		}
	}
	watch, err := o.query.Watch(ctx, factory.View{Needs: o.Needs, Detail: snapshot.Full})
	if err != nil {
		return err
	}
	defer watch.Stop()
	display := follow.NewDisplay(o.factory.Out, o.factory.ErrOut, o.printer, o.Screen)
	defer func() {
		if closeErr := display.Close(); err == nil {
			err = closeErr
		}
	}()
	seen := map[string]types.UID{} // by name; nothing before the first look
	loop := follow.Loop{Watch: watch, Build: o.build, Clock: clock.RealClock{}}
	return loop.Run(ctx, func(look follow.Look) (over bool, err error) {
		if err := o.gone(look, seen); err != nil {
			return true, err
		}
		for i := range look.Reports {
			seen[look.Reports[i].Name] = look.Reports[i].UID
		}
		if len(look.Reports) == 0 {
			Empty(o.factory.ErrOut, o.query, "")
			return true, nil
		}
		if err := display.Show(look, o.shown(look.Reports, single, look.Now)); err != nil {
			return true, err
		}
		// What is not up to date may be over or not.
		return look.Contact.Lost == "" && follow.RolloutOver(look.Reports), nil
	})
}

// gone is the error for a set that was asked for and is not there, or not any more.
func (o *Options) gone(look follow.Look, seen map[string]types.UID) error {
	for _, name := range o.query.Names {
		there := func(r v1alpha1.StatefulSetReport) bool { return r.Name == name }
		switch uid, known := seen[name]; {
		case slices.ContainsFunc(look.Reports, there):
		case !known:
			return fmt.Errorf("%s %q not found in namespace %q", snapshot.StatefulSets, name, o.query.Namespace)
		default:
			left := follow.Survivors(look.Snapshot, o.query.Namespace, name, uid)
			return fmt.Errorf("StatefulSet %s was deleted%s", name, follow.SurvivorWords(left))
		}
	}
	if len(look.Reports) == 0 && len(seen) > 0 {
		return errors.New("the StatefulSets were deleted")
	}
	return nil
}

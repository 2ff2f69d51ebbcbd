// Package resize makes the runbook for growing a claim template of a StatefulSet,
// which the API server lets nobody change: grow the claims, then replace the set
// under its Pods by one whose template asks for the new size.
//
// Nothing of it is run. Which steps are done is read off the objects, so that the
// runbook can be taken up again after any of them; what the new set would do is
// played through by pkg/plan before anybody is told to delete the old one.
package resize

import (
	"errors"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Needs are the resources that a runbook looks at besides the set.
var Needs = []schema.GroupResource{
	snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes,
	snapshot.StorageClasses, snapshot.Events,
}

// Ask is what a person wants.
type Ask struct {
	// Size as typed: 20Gi.
	Size string
	// Template is the name of the claim template; it may be empty where there is only one.
	Template string
}

// Options say when it is and by which rules the controller goes.
type Options struct {
	Now time.Time
	// Rules that may be in force, the likeliest first; see replay.Choice.
	Rules []replay.Rules
	// Assumed says what was assumed to come by the rules; empty for nothing.
	Assumed string
	// Flags choose the cluster in every command: --context=prod.
	Flags []string
	// Program is this program as the commands call it; empty is kubectl sts.
	Program string
}

// book is a runbook in the making.
type book struct {
	snap   *snapshot.Snapshot
	set    *appsv1.StatefulSet
	report *v1alpha1.StatefulSetReport
	opts   Options

	// index of the claim template in the set, and the template.
	index    int
	template *corev1.PersistentVolumeClaim
	size     resource.Quantity
	out      *v1alpha1.StatefulSetResize
	// harm is why the set must not be replaced; empty for nothing.
	harm string
}

// Build makes the runbook for the set that report speaks of, which is that of the
// same snapshot and instant and of Needs.
//
// The error is that of a size that cannot be asked for, in one line. That a claim
// cannot grow is no error, but an outcome.
func Build(snap *snapshot.Snapshot, report *v1alpha1.StatefulSetReport, ask Ask, opts Options) (*v1alpha1.StatefulSetResize, error) {
	set := snap.StatefulSet(report.Namespace, report.Name)
	b := &book{snap: snap, set: set, report: report, opts: opts}
	switch {
	case set == nil:
		return nil, fmt.Errorf("StatefulSet %s is not in the snapshot", report.Name)
	case set.DeletionTimestamp != nil:
		return nil, b.beingDeleted(ask)
	case !snap.Knows(snapshot.PersistentVolumeClaims, set.Namespace):
		return nil, unread(snap, snapshot.PersistentVolumeClaims, set.Namespace)
	case !snap.Knows(snapshot.Pods, set.Namespace):
		return nil, unread(snap, snapshot.Pods, set.Namespace)
	case len(opts.Rules) == 0:
		return nil, errors.New("no runbook without the rules of a server version")
	}
	if err := b.ask(ask); err != nil {
		return nil, err
	}
	b.out = &v1alpha1.StatefulSetResize{
		TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: v1alpha1.KindResize},
		ObjectMeta: report.ObjectMeta,
		AsOf:       metav1.NewTime(opts.Now.Truncate(time.Second)),
		Template:   b.template.Name, TemplateRequest: written(b.template.Spec.Resources.Requests), Size: b.size.String(),
		Gaps: b.gaps(),
	}
	if err := b.claims(); err != nil {
		return nil, err
	}
	if !b.templateDone() {
		b.foretell()
	}
	b.steps()
	b.warn()
	b.conclude()
	return b.out, nil
}

// templateDone reports whether the set's template has the size already.
func (b *book) templateDone() bool {
	have, found := b.template.Spec.Resources.Requests[corev1.ResourceStorage]
	return found && have.Cmp(b.size) == 0
}

// gaps are those of what decides on the runbook.
func (b *book) gaps() []v1alpha1.Gap {
	var out []v1alpha1.Gap
	for _, gap := range b.report.Gaps {
		if gap.Resource != snapshot.Events.String() {
			out = append(out, gap)
		}
	}
	return out
}

func unread(snap *snapshot.Snapshot, what schema.GroupResource, namespace string) error {
	why := ""
	if gap := snap.GapIn(what, namespace); gap != nil && gap.Message != "" {
		why = ": " + gap.Message
	}
	return fmt.Errorf("no runbook without %s, and they could not be read%s", what, why)
}

// written is the storage of a list of requests or capacities; empty for none.
func written(list corev1.ResourceList) string {
	if q, found := list[corev1.ResourceStorage]; found {
		return q.String()
	}
	return ""
}

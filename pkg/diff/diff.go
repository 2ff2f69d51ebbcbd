// Package diff compares Pod templates of a StatefulSet, and its Pods with the
// templates they were made from and with those of their successors.
//
// It does no I/O and reads no clock.
package diff

import (
	"cmp"
	"errors"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Result is the answer.
type Result struct {
	Report *v1alpha1.StatefulSetDiff
	// Texts are what was compared, for another program to compare: each pair once.
	Texts []Text
}

// Text is one pair of texts in YAML.
type Text struct {
	FromName, ToName string
	From, To         string
}

// differ answers one question about one set.
type differ struct {
	snap   *snapshot.Snapshot
	set    *appsv1.StatefulSet
	report *v1alpha1.StatefulSetReport
	hider  *revision.Hider
	result *Result
	// program is what this one is called.
	program string
	// made are comparisons that were made already: Pods share them.
	made map[[2]string]*v1alpha1.TemplateDiff
	// decoded are the sides that were read from revisions already, by name.
	decoded map[string]side
	// noted are the notes by their texts.
	noted map[string]bool
}

// Build answers a question about a set with the help of its report. An error is
// one line: a side that is not there, or cannot be read, with what there is.
func Build(snap *snapshot.Snapshot, set *appsv1.StatefulSet, report *v1alpha1.StatefulSetReport, q Question) (*Result, error) {
	d := &differ{
		snap: snap, set: set, report: report, program: cmp.Or(q.Program, "kubectl sts"),
		made: map[[2]string]*v1alpha1.TemplateDiff{}, noted: map[string]bool{}, decoded: map[string]side{},
		result: &Result{Report: &v1alpha1.StatefulSetDiff{
			TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: v1alpha1.KindDiff},
			ObjectMeta: report.ObjectMeta, AsOf: report.AsOf,
		}},
	}
	if q.Redact {
		d.hider = &revision.Hider{}
	}
	for _, g := range report.Gaps {
		if g.Resource == snapshot.Pods.String() && !q.revisions() || g.Resource == snapshot.ControllerRevisions.String() {
			d.result.Report.Gaps = append(d.result.Report.Gaps, g)
		}
	}
	var err error
	switch {
	case q.pods():
		err = d.ordinals(q)
	case q.revisions():
		err = d.between(q.From, q.To)
	default:
		err = d.rollout()
	}
	return d.result, err
}

// between compares two revisions; by default the current one and the newest template.
func (d *differ) between(from, to string) error {
	if from == "" {
		from = wordCurrent
	}
	if to == "" {
		to = d.newest()
	}
	a, err := d.resolve(from)
	if err != nil {
		return err
	}
	b, err := d.resolve(to)
	if err != nil {
		return err
	}
	d.result.Report.TemplateDiff = *d.compare(a, b)
	d.result.Report.Different = len(d.result.Report.Changes) > 0
	return nil
}

// unread is why a resource is not known; nil when it is.
func (d *differ) unread(g *snapshot.Gap, what string) error {
	if g == nil {
		return errors.New(what + " were not read")
	}
	return fmt.Errorf("%s could not be read: %s", what, g.Message)
}

func (d *differ) podsUnread() error {
	return d.unread(d.snap.GapIn(snapshot.Pods, d.set.Namespace), "Pods")
}

// pod is the Pod of a row of the report, nil for none.
func (d *differ) pod(name string) *corev1.Pod {
	for _, list := range [][]*corev1.Pod{d.snap.PodsControlledBy(d.set.UID), d.snap.PodsNamedFor(d.set.Namespace, d.set.Name)} {
		for _, pod := range list {
			if pod.Name == name && pod.Namespace == d.set.Namespace {
				return pod
			}
		}
	}
	return nil
}

// observed: the controller has acted on the newest spec, so that its update
// revision is the newest template.
func (d *differ) observed() bool {
	return d.set.Status.ObservedGeneration >= d.set.Generation && d.set.Status.UpdateRevision != ""
}

// inRange are the rows with a Pod of the set that the controller keeps.
func (d *differ) inRange() []*v1alpha1.Ordinal {
	var out []*v1alpha1.Ordinal
	for i := range d.report.Ordinals {
		if o := &d.report.Ordinals[i]; o.State == v1alpha1.OrdinalPresent && statefulset.InRange(d.set, o.Ordinal) {
			out = append(out, o)
		}
	}
	return out
}

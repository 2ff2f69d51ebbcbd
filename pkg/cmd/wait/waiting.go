package wait

import (
	"errors"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/follow"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// waiting is a condition, the sets that have to meet it, and the last look at them.
type waiting struct {
	condition v1alpha1.WaitCondition
	query     *factory.Query

	// targets are chosen at the first look: a set that comes to match the selector
	// later is none, as with kubectl wait.
	targets    []*target
	namespaced bool
	began      bool
	last       follow.Look
}

// target is one set that is waited for.
type target struct {
	types.NamespacedName
	uid types.UID
	subject
	judgement
}

func newWaiting(c v1alpha1.WaitCondition, q *factory.Query) *waiting {
	return &waiting{condition: c, query: q}
}

// look judges what there is now. It is over when all sets meet the condition, or
// one of them never will.
func (w *waiting) look(look follow.Look) (over bool, err error) {
	if !w.began {
		if err := w.begin(look); err != nil {
			return false, err
		}
		w.namespaced = w.query.AllNamespaces || slices.ContainsFunc(w.targets, func(t *target) bool { return t.Namespace != w.targets[0].Namespace })
	}
	w.last = look
	all := true
	for _, t := range w.targets {
		t.subject = w.subject(t, look)
		if err := unreadable(w.condition, t.subject); err != nil {
			return false, err
		}
		t.judgement = judge(w.condition, t.subject, look.Now)
		over = over || t.verdict == v1alpha1.WaitVerdictCannotBeMet
		all = all && t.verdict == v1alpha1.WaitVerdictMet
	}
	// While some of it may be out of date, nothing is certain.
	return (over || all) && look.Contact.Lost == "", nil
}

// begin chooses the sets.
func (w *waiting) begin(look follow.Look) error {
	w.began = true
	gone := w.condition == v1alpha1.WaitForDeleted
	if len(w.query.Names) == 0 {
		for i := range look.Reports {
			r := &look.Reports[i]
			w.targets = append(w.targets, &target{NamespacedName: types.NamespacedName{Namespace: r.Namespace, Name: r.Name}, uid: r.UID})
		}
		if len(w.targets) == 0 && !gone {
			return errors.New("no StatefulSets match" + w.query.In())
		}
		return nil
	}
	for _, name := range w.query.Names {
		found := false
		for i := range look.Reports {
			if r := &look.Reports[i]; r.Name == name {
				found = true
				w.targets = append(w.targets, &target{NamespacedName: types.NamespacedName{Namespace: r.Namespace, Name: name}, uid: r.UID})
			}
		}
		if !found && !gone {
			return fmt.Errorf("%s %q not found in namespace %q", snapshot.StatefulSets, name, w.query.Namespace)
		}
		if !found {
			w.targets = append(w.targets, &target{NamespacedName: types.NamespacedName{Namespace: w.query.Namespace, Name: name}})
		}
	}
	return nil
}

// subject is the target as it is now.
func (w *waiting) subject(t *target, look follow.Look) subject {
	s := subject{name: printer.Visible(t.Name), survivors: follow.Survivors(look.Snapshot, t.Namespace, t.Name, t.uid)}
	if w.namespaced {
		s.name = printer.Visible(t.String())
	}
	i := slices.IndexFunc(look.Reports, func(r v1alpha1.StatefulSetReport) bool { return r.Name == t.Name && r.Namespace == t.Namespace })
	if i < 0 || w.condition == v1alpha1.WaitForDeleted && look.Reports[i].UID != t.uid {
		// Another set of that name is not the one that was to go.
		return s
	}
	s.report, t.uid, s.survivors = &look.Reports[i], look.Reports[i].UID, 0
	s.managed = metav1.GetControllerOf(look.Snapshot.StatefulSet(t.Namespace, t.Name)) != nil
	return s
}

// reports are those of the targets.
func (w *waiting) reports() (out []v1alpha1.StatefulSetReport) {
	for _, t := range w.targets {
		if t.report != nil {
			out = append(out, *t.report)
		}
	}
	return out
}

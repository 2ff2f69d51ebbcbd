package diff

import (
	"fmt"
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// rollout compares what a rollout replaces with what it brings. Without one
// nothing differs, and a note says how to see the last.
func (d *differ) rollout() error {
	change := d.report.Rollout.Change
	if change == nil {
		if !d.knowsRevisions() {
			return fmt.Errorf("what the rollout changes is not known: %w; --pod and --each compare Pods with the newest template as far as that goes", d.revisionsUnread())
		}
		return fmt.Errorf("the status of StatefulSet %s names no revision yet: its controller has not looked at it", d.set.Name)
	}
	to, err := d.resolve(d.newest())
	if err != nil {
		return err
	}
	if to.Revision == "" {
		// What the controller will call it; a template that comes back has its revision already.
		to.Revision = change.To.Name
		if r := d.object(to.Revision); r != nil {
			to.Number = r.Revision
		}
	}
	from, err := d.replaced(change, to)
	if err != nil {
		return err
	}
	out := d.compare(from, to)
	d.result.Report.TemplateDiff = *out
	d.result.Report.Different = len(out.Changes) > 0
	if from.Revision != to.Revision {
		return nil
	}
	if d.allAreKnown() {
		d.note(fmt.Sprintf("No rollout is under way: %s is the newest template, and no Pod has another.", d.title(to)))
	}
	if change.From != nil && change.From.Name != to.Revision {
		d.advise("The last change", "--from "+shell.Quote(d.hash(change.From.Name)))
	}
	return nil
}

// allAreKnown reports whether the revisions of all Pods are; whose are not is said.
func (d *differ) allAreKnown() bool {
	if !d.snap.Knows(snapshot.Pods, d.set.Namespace) {
		d.unknown(fmt.Sprintf("which revisions Pods have: %v", d.podsUnread()))
		return false
	}
	known := true
	for _, o := range d.inRange() {
		if o.Pod != nil && o.Pod.Revision == "" {
			known = false
			d.unknown(fmt.Sprintf("%s: %v", o.PodName, errNoSide))
		}
	}
	return known
}

// replaced is what the rollout replaces; to itself when none is under way. It is
// under way as long as a Pod has another revision, whatever the status says: after
// an undo it may name the same one twice.
func (d *differ) replaced(change *v1alpha1.Change, to *side) (*side, error) {
	var stale []string
	for _, o := range d.inRange() {
		if o.Pod != nil && o.Pod.Revision != to.Revision && o.Pod.Revision != "" && !slices.Contains(stale, o.Pod.Revision) {
			stale = append(stale, o.Pod.Revision)
		}
	}
	current := d.set.Status.CurrentRevision
	onDelete := d.report.Spec.UpdateStrategy == "OnDelete"
	name := ""
	switch {
	case !onDelete && current != "" && current != to.Revision:
		name = current
	case change.From != nil && slices.Contains(stale, change.From.Name):
		name = change.From.Name
	case len(stale) > 0:
		name = stale[0]
	default:
		return to, nil
	}
	if len(stale) > 1 || len(stale) == 1 && stale[0] != name {
		d.advise(fmt.Sprintf("Pods have other revisions than %s and %s too", name, to.Revision), "--each")
	}
	return d.named(name)
}

// advise names a command that shows what the answer leaves out.
func (d *differ) advise(message, flags string) {
	command := fmt.Sprintf("%s diff %s -n %s %s", d.program, shell.Quote(d.set.Name), shell.Quote(d.set.Namespace), flags)
	d.result.Report.Advice = append(d.result.Report.Advice, v1alpha1.Advice{Message: message, Commands: []string{command}})
}

package inspect

import (
	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// owners notes revisions with the set's labels that are not the set's, and the reverse.
func (n *notes) owners() {
	if !n.knows(snapshot.ControllerRevisions) {
		return
	}
	foreign := map[string][]string{}
	var owners, lost []string
	var orphans []*appsv1.ControllerRevision
	for _, rev := range n.snap.RevisionsIn(n.set.Namespace) {
		ref := metav1.GetControllerOfNoCopy(rev)
		mine := ref != nil && ref.UID == n.set.UID
		switch selected := n.selects(rev); {
		case mine && !selected:
			lost = append(lost, rev.Name)
		case mine || !selected:
		case ref == nil:
			orphans = append(orphans, rev)
		default:
			owner := ref.Kind + "/" + ref.Name
			if ref.Kind == "StatefulSet" && ref.Name == n.set.Name {
				owner = "an earlier StatefulSet of this name"
			}
			if foreign[owner] == nil {
				owners = append(owners, owner)
			}
			foreign[owner] = append(foreign[owner], rev.Name)
		}
	}
	n.adopted(orphans)
	if len(lost) > 0 {
		n.add(v1alpha1.NoteNotSelected, lost, nil, "%s of the set do%s not have its labels: the controller does not see %s",
			plural(len(lost), "ControllerRevision"), es(len(lost)), itThem(len(lost)))
	}
	for _, owner := range owners {
		n.add(v1alpha1.NoteForeign, foreign[owner], nil, "%s with the set's labels belong%s to %s: the controller ignores %s",
			plural(len(foreign[owner]), "ControllerRevision"), singular(len(foreign[owner])), owner, itThem(len(foreign[owner])))
	}
}

func es(n int) string {
	if n == 1 {
		return "es"
	}
	return ""
}

// adopted notes orphans: an earlier set left them behind (kubectl delete --cascade=orphan).
func (n *notes) adopted(orphans []*appsv1.ControllerRevision) {
	if len(orphans) == 0 {
		return
	}
	names, words := n.several(orphans)
	message := words + " ha" + hasHave(len(orphans)) + " the set's labels and no owner: "
	if n.set.DeletionTimestamp != nil {
		message += "a set that is being deleted adopts nothing, and its syncs fail"
	} else {
		message += "the controller adopts " + itThem(len(orphans)) + " at its next sync, as part of the history"
	}
	n.add(v1alpha1.NoteAdopted, names, nil, "%s", message)
}

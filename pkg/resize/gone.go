package resize

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// beingDeleted says what comes after a deletion that is under way.
func (b *book) beingDeleted(ask Ask) error {
	for _, f := range b.set.Finalizers {
		size, err := resource.ParseQuantity(ask.Size)
		if f == metav1.FinalizerOrphanDependents && err == nil {
			b.size = size
			return fmt.Errorf("StatefulSet %s is being deleted, and leaves its Pods and claims: once it is gone, go on with: %s", b.set.Name, strings.Join(b.createCommands(), " && "))
		}
	}
	if waits := strings.Join(b.set.Finalizers, ", "); waits != "" {
		return fmt.Errorf("StatefulSet %s is being deleted, and is gone once its finalizers are removed: %s", b.set.Name, waits)
	}
	return fmt.Errorf("StatefulSet %s is being deleted", b.set.Name)
}

// Next says how to go on when the runbook has deleted the set and not yet created its
// successor. It is empty where no claim speaks for that: the set then never was.
// Snap has all sets and claims of the namespace; flags are those of Options.
func Next(snap *snapshot.Snapshot, namespace, set, size string, flags []string) string {
	want, err := ParseSize(size)
	if err != nil {
		return ""
	}
	var left []string
	for _, claim := range snap.Claims(namespace) {
		parent, ordinal := statefulset.ParentAndOrdinal(claim.Name)
		request := claim.Spec.Resources.Requests[corev1.ResourceStorage]
		if ordinal >= 0 && strings.HasSuffix(parent, "-"+set) && len(claim.OwnerReferences) == 0 && request.Cmp(want) == 0 && !taken(snap, namespace, parent) {
			left = append(left, claim.Name)
		}
	}
	if len(left) == 0 {
		return ""
	}
	slices.Sort(left)
	b := &book{set: &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: set, Namespace: namespace}}, size: want, opts: Options{Flags: flags}}
	return fmt.Sprintf("its claims %s have %s: if these steps deleted it, go on where its files are: %s", enumerate(left), want.String(), b.createCommand())
}

// taken reports whether a set that exists has claims of that name: those of my-web
// end like those of web.
func taken(snap *snapshot.Snapshot, namespace, parent string) bool {
	for _, set := range snap.StatefulSets() {
		for i := range set.Spec.VolumeClaimTemplates {
			if set.Namespace == namespace && parent == set.Spec.VolumeClaimTemplates[i].Name+"-"+set.Name {
				return true
			}
		}
	}
	return false
}

package inspect

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// head names the event: "Scaling down to 2", "Deleting web", "Deleting namespace shop".
func (d *destruction) head() string {
	switch d.Event {
	case v1alpha1.FateScaledAway:
		return fmt.Sprintf("Scaling down to %d", *d.Replicas)
	case v1alpha1.FateSetDeleted:
		return "Deleting " + d.v.set.Name
	}
	return "Deleting namespace " + d.v.set.Namespace
}

func (d *destruction) words() string {
	v := d.v
	policy := map[v1alpha1.FateEvent]bool{
		v1alpha1.FateScaledAway: v.whenScaled() == deletes, v1alpha1.FateSetDeleted: v.whenDeleted() == deletes, v1alpha1.FateNamespaceDeleted: true,
	}[d.Event]
	switch {
	case !v.knows(snapshot.PersistentVolumeClaims):
		return d.head() + ": which claims there are, and what becomes of them, is not known."
	case len(d.unknown) > 0 && len(d.Claims) == 0:
		return fmt.Sprintf("%s: what becomes of %s is not known, because Pods could not be read%s.", d.head(), few(d.unknown), d.anyway())
	case len(d.Claims) == 0:
		return d.nothing(policy) + d.anyway() + "."
	}
	out := fmt.Sprintf("%s deletes %s%s%s", d.head(), plural(len(d.Claims), "claim"), d.whose(), d.dataWords())
	if n := len(d.held); n > 0 {
		out += fmt.Sprintf("; finalizers hold %s", few(d.held))
	}
	if n := len(d.unknown); n > 0 {
		out += fmt.Sprintf("; what becomes of %s is not known", few(d.unknown))
	}
	if n := len(d.kept); n > 0 && policy {
		out += fmt.Sprintf("; %s stay%s: %s", few(d.kept), singular(n), d.why)
	}
	if d.Event == v1alpha1.FateSetDeleted && v.set.DeletionTimestamp == nil {
		out += "; kubectl delete --cascade=orphan spares " + itOrThem(len(d.Claims))
	}
	return out + d.anyway() + "."
}

// nothing says why the event deletes no claim.
func (d *destruction) nothing(policy bool) string {
	v := d.v
	scaled := d.Event == v1alpha1.FateScaledAway
	switch {
	case scaled && *d.Replicas >= statefulset.Replicas(v.set):
		return fmt.Sprintf("Scaling to %d removes no ordinal, and so no claim", *d.Replicas)
	case scaled && !policy && v.opts.ScaleTo == nil && len(v.set.Spec.VolumeClaimTemplates) > 0:
		return "Scaling down deletes no claim: whenScaled is Retain"
	case d.why != "":
		return fmt.Sprintf("%s deletes no claim: %s", d.head(), d.why)
	case len(d.Anyway) > 0:
		return d.head() + " deletes no claim" + d.whose()
	case d.Event == v1alpha1.FateNamespaceDeleted:
		return d.head() + " deletes no claim" + d.whose() + ": there is none"
	case d.shared:
		return fmt.Sprintf("%s deletes no claim: %s has none of its own", d.head(), v.set.Name)
	}
	return d.head() + " deletes no claim: there is none"
}

// whose claims they are, where the event deletes those of others too.
func (d *destruction) whose() string {
	if d.Event == v1alpha1.FateNamespaceDeleted {
		return " of " + d.v.set.Name
	}
	return ""
}

// anyway names the claims that do not need the event to go.
func (d *destruction) anyway() string {
	n := len(d.Anyway)
	if n == 0 {
		return ""
	}
	out := fmt.Sprintf("; %s %s anyway", few(d.Anyway), map[bool]string{true: "goes", false: "go"}[n == 1])
	if d.dataAnyway {
		out += fmt.Sprintf(", with %s data", map[bool]string{true: "its", false: "their"}[n == 1])
	}
	return out
}

func itOrThem(n int) string { return map[bool]string{true: "it", false: "them"}[n == 1] }

// dataWords say what becomes of the data of the deleted claims.
func (d *destruction) dataWords() string {
	names := ""
	if len(d.Claims) <= 3 {
		names = " (" + strings.Join(d.Claims, ", ") + ")"
	}
	size := sizeWords(d.DestroyedBytes)
	if len(d.DataDestroyed) == len(d.Claims) {
		return fmt.Sprintf("%s, and %s of data with %s", names, size, itOrThem(len(d.Claims)))
	}
	var parts []string
	if n := len(d.DataDestroyed); n > 0 {
		parts = append(parts, fmt.Sprintf("the data of %d (%s) is destroyed", n, size))
	}
	if n := len(d.DataRetained); n > 0 {
		parts = append(parts, fmt.Sprintf("volumes keep the data of %d (Retain)", n))
	}
	if n := len(d.DataUnknown); n > 0 {
		parts = append(parts, fmt.Sprintf("whether the data of %d is destroyed is not known", n))
	}
	if len(parts) == 0 {
		return names + ", which " + map[bool]string{true: "holds", false: "hold"}[len(d.Claims) == 1] + " no data"
	}
	return names + ": " + strings.Join(parts, ", ")
}

package live

import (
	"context"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// claimReads list the claims by the labels that the controller gives them
// (matchLabels, see getPersistentVolumeClaims). Claims made by hand before their
// Pod have no labels; when Pods are missing or none are wanted, no Pod tells of
// such a claim, so all of the namespace are looked at. So they are where all Pods
// are: what scaling up takes into use is found by its name, whatever its labels.
func (o *oneSet) claimReads(ctx context.Context) []func() {
	selector := o.set.Spec.Selector
	if selector == nil || len(selector.MatchLabels) == 0 || podMissing(o.set) || statefulset.Replicas(o.set) == 0 || o.whole(snapshot.Pods) {
		return []func(){func() { o.listAllClaims(ctx) }}
	}
	o.claimsByLabel = true
	reads := []func(){func() {
		text := labels.Set(selector.MatchLabels).AsSelectorPreValidated().String()
		o.claims, o.claimsRead = o.tryList(ctx, snapshot.PersistentVolumeClaims, o.namespace, byLabel(text), all)
	}}
	// Claims that the Pod template itself names are shared by all Pods and carry no label of the set.
	if shared := source.ClaimsOf(&o.set.Spec.Template.Spec); len(shared) > 0 {
		reads = append(reads, func() {
			o.shared, o.sharedRead = o.tryGet(ctx, snapshot.PersistentVolumeClaims, o.namespace, shared...)
		})
	}
	return reads
}

func (o *oneSet) listAllClaims(ctx context.Context) {
	var claims []snapshot.Object
	if claims, o.claimsRead = o.tryList(ctx, snapshot.PersistentVolumeClaims, o.namespace, whole, all); o.claimsRead {
		o.claims = claims
	}
}

// hasMounted reports whether every claim that the set's Pods mount was read.
func (o *oneSet) hasMounted() bool {
	have := map[string]bool{}
	for _, name := range source.ClaimsOf(&o.set.Spec.Template.Spec) {
		have[name] = true
	}
	for _, claim := range o.claims {
		have[claim.GetName()] = true
	}
	sets := source.NewMembership([]*appsv1.StatefulSet{o.set})
	for _, obj := range o.pods {
		pod := obj.(*corev1.Pod)
		if !sets.OwnsOrNames(pod) {
			continue
		}
		for _, name := range source.ClaimsOf(&pod.Spec) {
			if !have[name] {
				return false
			}
		}
	}
	return true
}

// ownClaims are those of the claims read that have to do with the set.
func (o *oneSet) ownClaims() []snapshot.Object {
	sets := source.NewMembership([]*appsv1.StatefulSet{o.set})
	for _, obj := range o.pods {
		if pod := obj.(*corev1.Pod); sets.Has(pod) {
			sets.Mounts(pod)
		}
	}
	var out []snapshot.Object
	for _, claim := range o.claims {
		if sets.Claim(claim.(*corev1.PersistentVolumeClaim)) {
			out = append(out, claim)
		}
	}
	return out
}

// classNames are those that the claim templates name; unnamed is true when one
// leaves the choice to the cluster's default.
func classNames(set *appsv1.StatefulSet) (names []string, unnamed bool) {
	for i := range set.Spec.VolumeClaimTemplates {
		class := set.Spec.VolumeClaimTemplates[i].Spec.StorageClassName
		if class == nil {
			unnamed = true
			continue
		}
		names = append(names, nonEmpty(*class)...)
	}
	return names, unnamed
}

// readClasses reads the StorageClasses of the claim templates. A template that
// names none gets the default one, whose name only the claims tell: listing them
// all, there are few, saves a third round trip.
func (o *oneSet) readClasses(ctx context.Context) {
	var classes []snapshot.Object
	if names, unnamed := classNames(o.set); unnamed {
		classes, o.classesRead = o.tryList(ctx, snapshot.StorageClasses, "", whole, all)
	} else {
		classes, o.classesRead = o.tryGet(ctx, snapshot.StorageClasses, "", names...)
	}
	o.hold(classes)
}

// readOtherClasses reads those that only claims name, as after the templates were replaced.
func (o *oneSet) readOtherClasses(ctx context.Context) {
	names, unnamed := classNames(o.set)
	if unnamed {
		return // All were listed.
	}
	var more []string
	for _, obj := range o.ownClaims() {
		class := obj.(*corev1.PersistentVolumeClaim).Spec.StorageClassName
		if class != nil && *class != "" && !slices.Contains(names, *class) {
			more = append(more, *class)
		}
	}
	classes, ok := o.tryGet(ctx, snapshot.StorageClasses, "", more...)
	o.hold(classes)
	o.classesRead = ok
}

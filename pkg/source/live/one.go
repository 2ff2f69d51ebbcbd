package live

import (
	"context"
	"slices"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// oneSet is what the second round trip brings for the third to decide on.
type oneSet struct {
	*reading
	set       *appsv1.StatefulSet
	namespace string

	pods, claims []snapshot.Object
	// What a later step may still find missing is marked as read at the end.
	podsRead, claimsRead, classesRead bool
	// strangers are names of Pods that the selector does not match, but that
	// hold a name of the set or still name it as their controller.
	strangers []string
	// shared are the claims that the Pod template names.
	shared     []snapshot.Object
	sharedRead bool
	// others are cluster-scoped objects that were read whole, beside the set: which of
	// them matter its Pods and claims tell.
	mu     sync.Mutex
	others []snapshot.Object
	// claimsByLabel: claims were listed by label, so one that lost its labels was not seen.
	claimsByLabel bool
}

// one reads a single set: the set, then everything that its spec points to, side
// by side. A third round trip is taken only for what no selector finds (third).
func (r *reading) one(ctx context.Context) error {
	var set *appsv1.StatefulSet
	var err error
	o := &oneSet{reading: r}
	reads := append(r.independent(ctx), o.wholeReads(ctx)...)
	together(append(reads, func() { set, err = r.set(ctx, r.req.Names[0]) })...)
	if err != nil {
		return err
	}
	if set == nil {
		r.survivors(ctx)
		return nil
	}
	r.b.Add(set)
	o.set, o.namespace = set, set.Namespace
	o.second(ctx)
	o.third(ctx)
	kept := source.NewMembership([]*appsv1.StatefulSet{set}, r.req.Whole...).Prune(slices.Concat(o.pods, o.ownClaims(), o.others))
	r.hold(kept)
	r.volumeStats(ctx, kept)
	if o.podsRead {
		r.b.MarkRead(snapshot.Pods, o.namespace)
	}
	if o.claimsRead {
		r.b.MarkRead(snapshot.PersistentVolumeClaims, o.namespace)
	}
	if o.classesRead {
		r.b.MarkRead(snapshot.StorageClasses, "")
	}
	return nil
}

// survivors are the Pods of a set that is gone: the garbage collector takes its
// time, and kubectl delete --cascade=orphan leaves them for good.
func (r *reading) survivors(ctx context.Context) {
	set := r.known[types.NamespacedName{Namespace: r.req.Namespace, Name: r.req.Names[0]}]
	if set == nil || !r.needs(snapshot.Pods) {
		return
	}
	o := &oneSet{reading: r, set: set, namespace: set.Namespace}
	if selector, selects := o.selector(); selects {
		pods, _ := o.tryList(ctx, snapshot.Pods, o.namespace, byLabel(selector), all)
		r.hold(source.NewMembership([]*appsv1.StatefulSet{set}).Prune(pods))
	}
}

func (o *oneSet) second(ctx context.Context) {
	var reads []func()
	selector, selects := o.selector()
	if o.needs(snapshot.Pods) {
		o.podsRead = true
		switch {
		case o.whole(snapshot.Pods):
			reads = append(reads, func() { o.pods, o.podsRead = o.tryList(ctx, snapshot.Pods, o.namespace, whole, ownOrMounting(o.set)) })
		case selects:
			reads = append(reads, func() { o.pods, o.podsRead = o.tryList(ctx, snapshot.Pods, o.namespace, byLabel(selector), all) })
		}
		if podMissing(o.set) && !o.whole(snapshot.Pods) {
			reads = append(reads, func() { o.findStrangers(ctx) })
		}
	}
	// Revisions carry the labels of the Pod template, and the controller finds
	// them by the selector as well (ListControllerRevisions).
	if o.needs(snapshot.ControllerRevisions) && selects {
		reads = append(reads, func() { o.hold(o.list(ctx, snapshot.ControllerRevisions, o.namespace, byLabel(selector), all)) })
	}
	if o.needs(snapshot.PersistentVolumeClaims) {
		reads = append(reads, o.claimReads(ctx)...)
	}
	reads = append(reads, o.serviceReads(ctx)...)
	if o.needs(snapshot.PodDisruptionBudgets) {
		reads = append(reads, func() { o.hold(o.list(ctx, snapshot.PodDisruptionBudgets, o.namespace, whole, all)) })
	}
	if o.needs(snapshot.Events) {
		reads = append(reads, func() { o.readEvents(ctx) })
	}
	if o.needs(snapshot.StorageClasses) {
		reads = append(reads, func() { o.readClasses(ctx) })
	}
	o.sharedRead = true
	together(reads...)
	// A claim that is both labelled and shared is held once.
	o.claims = append(o.claims, o.shared...)
	o.claimsRead = o.claimsRead && o.sharedRead
}

// readEvents reads what the controller says of the set. It matters only while a
// Pod is missing: then the events tell why it was not created.
func (o *oneSet) readEvents(ctx context.Context) {
	if !podMissing(o.set) {
		o.b.MarkRead(snapshot.Events, o.namespace)
		return
	}
	ofSet := fields.Set{"involvedObject.uid": string(o.set.UID)}.AsSelector().String()
	o.hold(o.list(ctx, snapshot.Events, o.namespace, metav1.ListOptions{FieldSelector: ofSet}, all))
}

// serviceReads read the governing Service; a set without one has nothing to read.
func (o *oneSet) serviceReads(ctx context.Context) (reads []func()) {
	name := o.set.Spec.ServiceName
	if o.needs(snapshot.Services) {
		reads = append(reads, func() { o.hold(o.get(ctx, snapshot.Services, o.namespace, nonEmpty(name)...)) })
	}
	if !o.needs(snapshot.EndpointSlices) {
		return reads
	}
	if name == "" {
		o.b.MarkRead(snapshot.EndpointSlices, o.namespace)
		return reads
	}
	return append(reads, func() {
		selector := labels.Set{discoveryv1.LabelServiceName: name}.AsSelectorPreValidated().String()
		o.hold(o.list(ctx, snapshot.EndpointSlices, o.namespace, byLabel(selector), all))
	})
}

// selector is the set's own; ok is false when it selects nothing. Such a
// selector must not be sent: its text is empty, which selects everything.
func (o *oneSet) selector() (text string, ok bool) {
	s := statefulset.Selector(o.set)
	if _, selectable := s.Requirements(); !selectable {
		return "", false
	}
	return s.String(), true
}

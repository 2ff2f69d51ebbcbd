// Package inspect joins the objects of a StatefulSet into a report.
//
// It is the library behind `kubectl sts`: give it a Snapshot and an instant, get
// the facts, the state of the rollout and what the controller waits for. It does
// no I/O and reads no clock.
package inspect

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Options say what to build and when.
type Options struct {
	// Now is the instant that waiting times are measured to.
	Now time.Time
	// Needs are the resources that the view uses: ListNeeds, StatusNeeds …
	Needs []schema.GroupResource
	// ClusterDomain overrides the DNS domain; empty means: from CoreDNS's
	// Corefile when the view needs ConfigMaps and it was read, else cluster.local.
	ClusterDomain string
	// Program is this program in commands of advice; empty is kubectl sts.
	Program string
	// Rules say by which controller's rules to answer; by default those of the server's version.
	Rules replay.Choice
	// Storage adds what `storage` says of claims, volumes and placement.
	Storage bool
	// ScaleTo is the number of replicas of a scale-down that somebody thinks about;
	// nil: any. Only with Storage.
	ScaleTo *int32
	// History adds what `revisions` says of each revision and of all together.
	History bool
	// Brief leaves ordinals, revisions and advice out, as in `list`.
	Brief bool
}

// Build makes the report of one set of the snapshot.
func Build(snap *snapshot.Snapshot, set *appsv1.StatefulSet, opts Options) *v1alpha1.StatefulSetReport {
	v := newView(snap, set, opts)
	r := &v1alpha1.StatefulSetReport{
		TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: v1alpha1.KindReport},
		ObjectMeta: objectMeta(set),
		AsOf:       metav1.NewTime(opts.Now.Truncate(time.Second)),
		Spec:       setSpec(set),
		Gaps:       v.gaps(),
	}
	r.ClusterDomain = v.clusterDomain()
	r.Replicas = v.replicaCounts()
	r.Claims = v.claimCounts()
	r.Service = v.governingService()
	r.Rollout = v.rollout()
	if !opts.Brief {
		// A list reads too little to advise on.
		r.Rollout.Advice = v.advice(&r.Rollout)
		v.detail(&r.Rollout)
	}
	r.Summary = v.summary(&r.Rollout)
	r.Attention = v.attention(&r.Rollout, &r.Service)
	r.PodDisruptionBudgets = v.disruptionBudgets()
	if !opts.Brief {
		v.dns = v.dnsFacts(r.ClusterDomain)
		r.DNS = v.dnsInquiry(r.ClusterDomain.Name, &r.Service)
		r.Revisions = v.revisions()
		r.Ordinals = v.ordinals(r.ClusterDomain.Name, &r.Service)
	}
	if opts.Storage {
		v.storage(r)
	}
	if opts.History {
		r.History = v.history(r.Revisions)
	}
	return r
}

// BuildAll makes the reports of every set of the snapshot, by namespace and name.
func BuildAll(snap *snapshot.Snapshot, opts Options) []v1alpha1.StatefulSetReport {
	sets := snap.StatefulSets()
	out := make([]v1alpha1.StatefulSetReport, 0, len(sets))
	for _, set := range sets {
		out = append(out, *Build(snap, set, opts))
	}
	return out
}

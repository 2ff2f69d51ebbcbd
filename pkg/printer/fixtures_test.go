package printer

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// now is the instant of all screens.
var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

func ago(d time.Duration) metav1.Time   { return metav1.NewTime(now.Add(-d)) }
func agoP(d time.Duration) *metav1.Time { t := ago(d); return &t }
func ptr[T any](v T) *T                 { return &v }

const (
	oldRevision = "6c5bd8c8d9"
	newRevision = "7f9d6b5c4d"
	day         = 24 * time.Hour
)

// fixture is a complete, healthy set of replicas Pods from ordinal start with
// the claim templates named; tests break it.
func fixture(namespace, name string, start, replicas int32, templates ...string) *v1alpha1.StatefulSetReport {
	revision := name + "-" + oldRevision
	all := v1alpha1.Counters{Replicas: replicas, Ready: replicas, Available: replicas, Current: replicas, Updated: replicas}
	r := &v1alpha1.StatefulSetReport{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, CreationTimestamp: ago(26 * day)},
		AsOf:       metav1.NewTime(now),
		Spec: v1alpha1.SetSpec{
			Replicas: replicas, OrdinalsStart: start, UpdateStrategy: "RollingUpdate", PodManagementPolicy: "OrderedReady",
			ServiceName: "nginx", Selector: "app=" + name, WhenDeleted: "Retain", WhenScaled: "Retain",
			Containers: []v1alpha1.ContainerImage{{Name: "nginx", Image: "registry.k8s.io/nginx-slim:0.27"}},
		},
		Replicas: v1alpha1.ReplicaCounts{Desired: replicas, Reported: all, Counted: ptr(all)},
		Rollout: v1alpha1.Rollout{
			State: v1alpha1.StateComplete, CurrentRevision: revision, UpdateRevision: revision,
			Updated: replicas, FirstUpdatedOrdinal: ptr(start),
		},
		Summary: []string{fmt.Sprintf("Complete: all %d Pods run the update revision and are available.", replicas)},
		Service: v1alpha1.GoverningService{
			Name: "nginx", State: v1alpha1.ServiceOK, Message: "a Pod's name resolves only while it is ready",
			Headless: ptr(true), SelectorMatches: ptr(true), PublishNotReadyAddresses: ptr(false),
			Ports: []string{"web 80/TCP"}, EndpointSlices: []string{"nginx-x7k2p"},
		},
		Revisions: []v1alpha1.Revision{{
			Name: revision, Number: 1, Role: v1alpha1.RevisionBoth, Pods: replicas, CreationTimestamp: ago(26 * day),
		}},
		ClusterDomain: v1alpha1.ClusterDomain{Name: "cluster.local", Source: v1alpha1.DomainFromCorefile},
	}
	for _, t := range templates {
		r.Spec.ClaimTemplates = append(r.Spec.ClaimTemplates, v1alpha1.ClaimTemplate{Name: t, Request: "10Gi"})
	}
	if len(templates) > 0 {
		n := replicas * int32(len(templates))
		r.Claims = &v1alpha1.ClaimCounts{Expected: n, Bound: n}
	}
	for o := start + replicas - 1; o >= start; o-- {
		r.Ordinals = append(r.Ordinals, ordinalFixture(r, o))
	}
	return r
}

func ordinalFixture(r *v1alpha1.StatefulSetReport, n int32) v1alpha1.Ordinal {
	name := fmt.Sprintf("%s-%d", r.Name, n)
	ip := fmt.Sprintf("10.244.1.%d", 10+n)
	right := func(s string) v1alpha1.Check {
		return v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Expected: s, Actual: s}
	}
	o := v1alpha1.Ordinal{
		Ordinal: n, PodName: name, State: v1alpha1.OrdinalPresent, ExpectedRevision: r.Rollout.UpdateRevision,
		Pod: &v1alpha1.Pod{
			Name: name, UID: "uid-" + name, CreationTimestamp: ago(5 * day), Phase: corev1.PodRunning, Reason: "Running",
			Ready: true, Available: true, ReadyContainers: 1, Containers: 1,
			Revision: r.Rollout.UpdateRevision, RevisionRole: v1alpha1.RevisionBoth,
			Node: fmt.Sprintf("worker-%d", n%3), Zone: fmt.Sprintf("eu-west-1%c", 'a'+n%3), IP: ip, Owner: "StatefulSet/" + r.Name,
		},
		Endpoint: &v1alpha1.Endpoint{
			Known: true, Present: true, Slice: "nginx-x7k2p", Addresses: []string{ip}, Hostname: name, Ready: true, Serving: true,
		},
		Identity: &v1alpha1.Identity{
			Hostname: right(name), Subdomain: right("nginx"), FQDN: name + ".nginx." + r.Namespace + ".svc.cluster.local",
			Resolves: v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Actual: ip}, SRV: []string{"_web._tcp.nginx." + r.Namespace + ".svc.cluster.local"},
			EndpointAddress: right(ip), EndpointHostname: right(name), PodNameLabel: right(name), PodIndexLabel: right(fmt.Sprint(n)),
			RevisionLabel: right(r.Rollout.UpdateRevision), Owner: right("uid-" + r.Name),
		},
	}
	for i, t := range r.Spec.ClaimTemplates {
		claim := t.Name + "-" + name
		o.Claims = append(o.Claims, v1alpha1.Claim{
			Template: t.Name, Name: claim, State: v1alpha1.ClaimBound, StorageClassName: ptr("fast"), Request: "10Gi", Capacity: "10Gi",
			VolumeName: fmt.Sprintf("pvc-%04d%d", n, i), Volume: &v1alpha1.Volume{Phase: "Bound", ReclaimPolicy: "Delete", Capacity: "10Gi"},
			CreationTimestamp: agoP(26 * day),
		})
		o.Identity.Claims = append(o.Identity.Claims, v1alpha1.ClaimCheck{Template: t.Name, Check: right(claim)})
	}
	return o
}

// at is the row of an ordinal.
func at(r *v1alpha1.StatefulSetReport, ordinal int32) *v1alpha1.Ordinal {
	for i := range r.Ordinals {
		if r.Ordinals[i].Ordinal == ordinal {
			return &r.Ordinals[i]
		}
	}
	panic(fmt.Sprintf("no ordinal %d in %s", ordinal, r.Name))
}

// rolling gives the set a second revision, which the ordinals named already run.
func rolling(r *v1alpha1.StatefulSetReport, updated ...int32) {
	update := r.Name + "-" + newRevision
	r.Rollout.UpdateRevision = update
	r.Revisions = append([]v1alpha1.Revision{{
		Name: update, Number: 2, Role: v1alpha1.RevisionUpdate, Pods: int32(len(updated)), CreationTimestamp: ago(14 * time.Minute),
	}}, r.Revisions...)
	r.Revisions[1].Role, r.Revisions[1].Pods = v1alpha1.RevisionCurrent, r.Spec.Replicas-int32(len(updated))
	for i := range r.Ordinals {
		r.Ordinals[i].Pod.RevisionRole = v1alpha1.RevisionCurrent
	}
	for _, n := range updated {
		p := at(r, n).Pod
		p.Revision, p.RevisionRole, p.CreationTimestamp = update, v1alpha1.RevisionUpdate, ago(13*time.Minute)
		at(r, n).Identity.RevisionLabel = v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Actual: update}
	}
	n := int32(len(updated))
	r.Rollout.Updated = n
	r.Replicas.Reported.Updated, r.Replicas.Reported.Current = n, r.Spec.Replicas-n
	*r.Replicas.Counted = r.Replicas.Reported
}

// unready makes an ordinal's Pod fail for reason.
func unready(r *v1alpha1.StatefulSetReport, ordinal int32, reason string, since time.Duration) *v1alpha1.Pod {
	o := at(r, ordinal)
	p := o.Pod
	p.Reason, p.Since = reason, agoP(since)
	p.Ready, p.Available, p.ReadyContainers, p.Failing = false, false, 0, reason != "Running"
	o.Endpoint.Ready = false
	o.Identity.Resolves = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Note: "not ready, and publishNotReadyAddresses is false"}
	r.Replicas.Counted.Ready--
	r.Replicas.Counted.Available--
	r.Replicas.Reported = *r.Replicas.Counted
	return p
}

func pod(r *v1alpha1.StatefulSetReport, ordinal int32) v1alpha1.ObjectReference {
	return v1alpha1.ObjectReference{Kind: "Pod", Namespace: r.Namespace, Name: fmt.Sprintf("%s-%d", r.Name, ordinal)}
}

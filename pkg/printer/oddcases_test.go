package printer

import (
	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// gaps could read neither claims, nor Services and their endpoints, nor revisions.
func gaps() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 2, "www")
	r.Claims, r.Revisions = nil, nil
	r.Service = v1alpha1.GoverningService{Name: "nginx", State: v1alpha1.ServiceUnknown}
	r.ClusterDomain.Source = v1alpha1.DomainDefault
	no := v1alpha1.Check{Verdict: v1alpha1.VerdictUnknown, Note: "EndpointSlices were not read"}
	for i := range r.Ordinals {
		o := &r.Ordinals[i]
		o.Pod.Zone = ""
		o.Endpoint = &v1alpha1.Endpoint{}
		o.Claims[0] = v1alpha1.Claim{Template: "www", Name: o.Claims[0].Name, State: v1alpha1.ClaimUnknown}
		o.Identity.SRV = nil
		o.Identity.Resolves = v1alpha1.Check{Verdict: v1alpha1.VerdictUnknown, Note: "Services were not read"}
		o.Identity.EndpointAddress, o.Identity.EndpointHostname = no, no
	}
	r.Gaps = []v1alpha1.Gap{
		{Resource: "controllerrevisions.apps", Namespace: "shop", Reason: v1alpha1.GapNotInInput},
		{Resource: "endpointslices.discovery.k8s.io", Namespace: "shop", Reason: v1alpha1.GapNotServed, Message: "the server could not find the requested resource"},
		{Resource: "persistentvolumeclaims", Namespace: "shop", Reason: v1alpha1.GapForbidden,
			Message: `persistentvolumeclaims is forbidden: User "ann" cannot list resource "persistentvolumeclaims" in API group "" in the namespace "shop"`},
		{Resource: "services", Namespace: "shop", Reason: v1alpha1.GapFailed, Message: "Get \"https://10.0.0.1/api/v1/…\": i/o timeout"},
	}
	return r
}

// unread could not read the Pods.
func unread() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3, "www")
	r.Replicas.Counted = nil
	r.Replicas.Reported.Ready = 2
	r.Rollout.State = v1alpha1.StateUnknown
	for i := range r.Ordinals {
		o := &r.Ordinals[i]
		o.State, o.Pod, o.Identity, o.Endpoint = v1alpha1.OrdinalUnknown, nil, nil, &v1alpha1.Endpoint{Known: true}
	}
	r.Summary = []string{"Unknown: the Pods could not be read; the status reports 2 of 3 ready."}
	r.Gaps = []v1alpha1.Gap{{Resource: "pods", Reason: v1alpha1.GapForbidden, Message: "pods is forbidden"}}
	return r
}

// nasty steers terminals, breaks lines, hides and reorders text, ends cells and is no UTF-8.
const nasty = "\x1b[31mred\x1b]0;title\x07\r\n\t\u202eevil\u2066\u200b\ufeff\u2028|`*<b>\x7f\u009b1m\xff"

// hostile has nasty strings wherever a cluster's strings can be.
func hostile() *v1alpha1.StatefulSetReport {
	r := fixture("shop"+nasty, "web"+nasty, 0, 2, "www"+nasty)
	rolling(r, 1)
	r.Spec.UpdateStrategy, r.Spec.PodManagementPolicy, r.Spec.MaxUnavailable = nasty, nasty, nasty
	r.Spec.Selector, r.Spec.WhenDeleted, r.Spec.Containers[0] = nasty, nasty, v1alpha1.ContainerImage{Name: nasty, Image: nasty}
	p := unready(r, 1, nasty, 0)
	p.Node, p.Zone, p.IP, p.Owner, p.Message = nasty, nasty, nasty, nasty, nasty
	p.Restarts, p.LastExit = 3, &v1alpha1.LastExit{Reason: nasty}
	p.Terminating = &v1alpha1.Termination{Finalizers: []string{nasty}}
	at(r, 1).Endpoint.Addresses, at(r, 1).Endpoint.Hostname = []string{nasty}, nasty
	bad := v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: nasty, Actual: nasty, Note: nasty}
	*at(r, 1).Identity = v1alpha1.Identity{Hostname: bad, Subdomain: bad, FQDN: nasty, Resolves: bad, SRV: []string{nasty}, EndpointAddress: bad,
		EndpointHostname: bad, PodNameLabel: bad, PodIndexLabel: bad, RevisionLabel: bad, Owner: bad, Claims: []v1alpha1.ClaimCheck{{Template: nasty, Check: bad}}}
	c := &at(r, 1).Claims[0]
	c.State, c.StorageClassName, c.Capacity, c.VolumeName = nasty, ptr(nasty), nasty, nasty
	c.Volume = &v1alpha1.Volume{Phase: nasty, ReclaimPolicy: nasty}
	r.Rollout.State = v1alpha1.StateBlocked
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Object: pod(r, 1), Message: pod(r, 1).Name + " is " + nasty}}
	r.Rollout.Advice = []v1alpha1.Advice{{Message: nasty + "!", Commands: []string{nasty + "?"}}}
	revision := v1alpha1.ChangedRevision{Name: nasty, Number: 1}
	r.Rollout.Change = &v1alpha1.Change{From: &revision, To: revision, Summary: []string{nasty, nasty}, By: nasty, At: agoP(0)}
	r.Rollout.Next = []v1alpha1.Step{{After: nasty, Message: nasty}, {Message: nasty}}
	r.Rollout.Estimate = &v1alpha1.Estimate{Seconds: 1, Basis: nasty}
	r.Rollout.Rules = &v1alpha1.Rules{ServerVersion: nasty, Assumption: nasty, Alternatives: []v1alpha1.Alternative{{ServerVersions: []string{nasty}, Message: nasty}}}
	r.Summary = []string{nasty}
	r.Attention = []v1alpha1.Attention{{Reason: nasty, Message: nasty + "."}}
	r.Service = v1alpha1.GoverningService{Name: nasty, State: nasty, Message: nasty, Ports: []string{nasty}}
	r.PodDisruptionBudgets = []v1alpha1.DisruptionBudget{{Name: nasty}}
	r.ClusterDomain = v1alpha1.ClusterDomain{Name: nasty, Source: nasty}
	r.Gaps = []v1alpha1.Gap{{Resource: nasty, Reason: nasty, Message: nasty}}
	return r
}

// wideRunes has runes that take two columns, and some that take none.
func wideRunes() *v1alpha1.StatefulSetReport {
	r := fixture("店", "ウェブ", 0, 2)
	at(r, 1).Pod.Node, at(r, 1).Pod.Zone = "節点-1", "🚀"
	at(r, 0).Pod.Node, at(r, 0).Pod.Zone = "cafe\u0301", "zone"
	return r
}

func zero() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "idle", 0, 0, "www")
	r.Spec.ServiceName, r.Service = "", v1alpha1.GoverningService{State: v1alpha1.ServiceNone, Message: "spec.serviceName is empty: the Pods have no names in DNS"}
	r.Summary = []string{"Complete: no Pods are wanted and there are none."}
	return r
}

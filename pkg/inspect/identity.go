package inspect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func (v *view) clusterDomain() v1alpha1.ClusterDomain {
	if d := strings.Trim(v.opts.ClusterDomain, "."); d != "" {
		return v1alpha1.ClusterDomain{Name: d, Source: v1alpha1.DomainFromFlag}
	}
	if needed(v.opts.Needs, snapshot.ConfigMaps) {
		if d := v.snap.CorefileDomain(); d != "" {
			return v1alpha1.ClusterDomain{Name: d, Source: v1alpha1.DomainFromCorefile}
		}
	}
	return v1alpha1.ClusterDomain{Name: statefulset.DefaultClusterDomain, Source: v1alpha1.DomainDefault}
}

// identity checks everything that makes a Pod the one of its ordinal. pod is nil
// when there is none; what should be there is still said.
func (v *view) identity(r *row, pod *corev1.Pod, domain string, g *v1alpha1.GoverningService) *v1alpha1.Identity {
	name := statefulset.PodName(v.set, r.ordinal)
	id := &v1alpha1.Identity{}
	if g.Name != "" {
		id.FQDN = statefulset.FQDN(name, g.Name, v.set.Namespace, domain)
		id.SRV = v.srvNames(g, domain)
	}
	id.Resolves = v.resolves(pod, name, g)
	id.DNS = v.dnsCheck(id, pod, name, g)
	if pod == nil {
		none := "no Pod"
		id.Hostname = unknown(name, none)
		id.Subdomain = unknown(g.Name, none)
		id.EndpointAddress = unknown("", none)
		id.EndpointHostname = unknown(name, none)
		id.PodNameLabel = unknown(name, none)
		id.PodIndexLabel = unknown(strconv.Itoa(int(r.ordinal)), none)
		id.RevisionLabel = unknown("", none)
		id.Owner = unknown(string(v.set.UID), none)
		for i := range v.set.Spec.VolumeClaimTemplates {
			t := v.set.Spec.VolumeClaimTemplates[i].Name
			id.Claims = append(id.Claims, v1alpha1.ClaimCheck{Template: t, Check: unknown(statefulset.ClaimName(v.set, t, r.ordinal), none)})
		}
		return id
	}
	id.Hostname = compare(name, pod.Spec.Hostname)
	id.Subdomain = compare(v.set.Spec.ServiceName, pod.Spec.Subdomain)
	if id.Subdomain.Verdict == v1alpha1.VerdictWrong || id.Hostname.Verdict == v1alpha1.VerdictWrong {
		note := "immutable in a Pod: only a new Pod gets the right one"
		if id.Hostname.Verdict == v1alpha1.VerdictWrong {
			id.Hostname.Note = note
		} else {
			id.Subdomain.Note = note
		}
	}
	id.EndpointAddress, id.EndpointHostname = v.endpointChecks(pod, name, g)
	id.PodNameLabel = compare(name, pod.Labels[appsv1.StatefulSetPodNameLabel])
	id.PodIndexLabel = compare(strconv.Itoa(int(r.ordinal)), pod.Labels[appsv1.PodIndexLabel])
	if id.PodIndexLabel.Actual == "" {
		id.PodIndexLabel.Verdict = v1alpha1.VerdictUnknown
		id.PodIndexLabel.Note = "Pods created before Kubernetes 1.28 have none"
	}
	id.RevisionLabel = v.revisionCheck(pod)
	id.Owner = v.ownerCheck(pod)
	id.Claims = v.claimChecks(r, pod)
	return id
}

func (v *view) srvNames(g *v1alpha1.GoverningService, domain string) []string {
	if !v.knows(snapshot.Services) {
		return nil
	}
	svc := v.snap.Service(v.set.Namespace, g.Name)
	if svc == nil {
		return nil
	}
	return statefulset.SRVNames(svc, domain)
}

const notReadyNote = "not ready, and publishNotReadyAddresses is false"

// resolves judges from Service, EndpointSlices and Pod whether DNS has an
// address record for the Pod's name. CoreDNS serves what the slices say: the
// entry's hostname, while its ready condition is not false.
func (v *view) resolves(pod *corev1.Pod, name string, g *v1alpha1.GoverningService) v1alpha1.Check {
	switch g.State {
	case v1alpha1.ServiceNone:
		return unknown("", "no name: spec.serviceName is empty")
	case v1alpha1.ServiceUnknown:
		return unknown("", "Services were not read")
	case v1alpha1.ServiceMissing:
		return wrong("", "", fmt.Sprintf("Service %s does not exist", g.Name))
	}
	if !v.knows(snapshot.EndpointSlices) {
		return unknown("", "EndpointSlices were not read")
	}
	if pod == nil {
		return wrong("", "", "no Pod")
	}
	e := v.endpoint(pod)
	address := strings.Join(e.Addresses, ",")
	switch {
	case !e.Present && g.State == v1alpha1.ServiceSelectorMismatch:
		return wrong("", "", fmt.Sprintf("Service %s does not select the Pod", g.Name))
	case !e.Present && pod.Status.PodIP == "":
		return wrong("", "", "the Pod has no IP address yet")
	case !e.Present:
		return wrong("", "", "no EndpointSlice lists the Pod")
	case e.Hostname != name:
		return wrong("", "", "its endpoint has no hostname "+name)
	case !e.Ready:
		return wrong("", "", notReadyNote)
	case g.State == v1alpha1.ServiceNotHeadless:
		return v1alpha1.Check{Verdict: v1alpha1.VerdictUnknown, Actual: address, Note: "not promised: the Service is not headless"}
	}
	return v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Actual: address}
}

func (v *view) endpointChecks(pod *corev1.Pod, name string, g *v1alpha1.GoverningService) (address, hostname v1alpha1.Check) {
	switch {
	case v.set.Spec.ServiceName == "":
		note := "no governing Service"
		return unknown("", note), unknown("", note)
	case g.State == v1alpha1.ServiceMissing:
		// Nobody makes endpoints for a Service that is not there: that is the Service's fault, not the Pod's.
		note := "no governing Service"
		return unknown(pod.Status.PodIP, note), unknown(name, note)
	case !v.knows(snapshot.EndpointSlices):
		note := "EndpointSlices were not read"
		return unknown(pod.Status.PodIP, note), unknown(name, note)
	}
	e := v.endpoint(pod)
	switch {
	case !e.Present && pod.Status.PodIP == "":
		note := "the Pod has no IP address yet"
		return unknown("", note), unknown(name, note)
	case !e.Present:
		note := "no EndpointSlice lists the Pod"
		return wrong(pod.Status.PodIP, "", note), wrong(name, "", note)
	}
	address = v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Expected: pod.Status.PodIP, Actual: strings.Join(e.Addresses, ",")}
	if !slices.Contains(e.Addresses, pod.Status.PodIP) {
		address.Verdict, address.Note = v1alpha1.VerdictWrong, "the EndpointSlice is older than the Pod's address"
	}
	hostname = compare(name, e.Hostname)
	if hostname.Verdict == v1alpha1.VerdictWrong {
		hostname.Note = "set only when the Pod's subdomain is the Service's name"
	}
	return address, hostname
}

// revisionCheck asks that the label names a ControllerRevision of the set.
func (v *view) revisionCheck(pod *corev1.Pod) v1alpha1.Check {
	have := statefulset.Revision(pod)
	switch {
	case have == "":
		return wrong(v.expectedRevision(r32(pod)), "", "the controller takes the Pod for outdated")
	case v.role(have) != v1alpha1.RevisionOther:
		return v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Actual: have}
	case !v.knows(snapshot.ControllerRevisions):
		return v1alpha1.Check{Verdict: v1alpha1.VerdictUnknown, Actual: have, Note: "ControllerRevisions were not read"}
	}
	for _, rev := range v.snap.RevisionsControlledBy(v.set.UID) {
		if rev.Name == have {
			return v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Actual: have, Note: "neither the current nor the update revision"}
		}
	}
	return wrong(v.expectedRevision(r32(pod)), have, "no ControllerRevision of this name")
}

func r32(pod *corev1.Pod) int32 {
	_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	return ordinal
}

func (v *view) ownerCheck(pod *corev1.Pod) v1alpha1.Check {
	want := string(v.set.UID)
	ref := metav1.GetControllerOfNoCopy(pod)
	switch {
	case ref == nil:
		return wrong(want, "", "no controller: the set adopts it if its labels match")
	case ref.UID == v.set.UID:
		return v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Expected: want, Actual: string(ref.UID)}
	case ref.Kind == "StatefulSet" && ref.Name == v.set.Name:
		return wrong(want, string(ref.UID), "owned by an earlier StatefulSet of this name")
	}
	return wrong(want, string(ref.UID), fmt.Sprintf("owned by %s/%s", ref.Kind, ref.Name))
}

// claimChecks compare the Pod's volumes with the claims it should mount (storageMatches).
func (v *view) claimChecks(r *row, pod *corev1.Pod) []v1alpha1.ClaimCheck {
	var out []v1alpha1.ClaimCheck
	for i := range v.set.Spec.VolumeClaimTemplates {
		t := v.set.Spec.VolumeClaimTemplates[i].Name
		actual := ""
		for j := range pod.Spec.Volumes {
			if vol := &pod.Spec.Volumes[j]; vol.Name == t && vol.PersistentVolumeClaim != nil {
				actual = vol.PersistentVolumeClaim.ClaimName
			}
		}
		out = append(out, v1alpha1.ClaimCheck{Template: t, Check: compare(statefulset.ClaimName(v.set, t, r.ordinal), actual)})
	}
	return out
}

func compare(expected, actual string) v1alpha1.Check {
	c := v1alpha1.Check{Verdict: v1alpha1.VerdictRight, Expected: expected, Actual: actual}
	if expected != actual {
		c.Verdict = v1alpha1.VerdictWrong
	}
	return c
}

func wrong(expected, actual, note string) v1alpha1.Check {
	return v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: expected, Actual: actual, Note: note}
}

func unknown(expected, note string) v1alpha1.Check {
	return v1alpha1.Check{Verdict: v1alpha1.VerdictUnknown, Expected: expected, Note: note}
}

package inspect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func headless(name string, change ...func(*corev1.Service)) *corev1.Service {
	s := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop"}, Spec: corev1.ServiceSpec{
		ClusterIP: corev1.ClusterIPNone, Selector: map[string]string{"app": "web"}, Ports: []corev1.ServicePort{{Name: "http", Port: 80}, {Port: 81}}}}
	for _, c := range change {
		c(s)
	}
	return s
}

func endpointSlice(service string, change ...func(*discoveryv1.Endpoint)) *discoveryv1.EndpointSlice {
	host, ready := "web-0", true
	e := discoveryv1.Endpoint{Addresses: []string{"10.0.0.1"}, Hostname: &host, Conditions: discoveryv1.EndpointConditions{Ready: &ready},
		TargetRef: &corev1.ObjectReference{Kind: "Pod", Name: "web-0", UID: "pod-0"}}
	for _, c := range change {
		c(&e)
	}
	return &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Name: service + "-abc", Namespace: "shop",
		Labels: map[string]string{discoveryv1.LabelServiceName: service}}, Endpoints: []discoveryv1.Endpoint{e}}
}

func identityView(o *Options) { o.Needs = IdentityNeeds }

func identityOf(t *testing.T, w *world, opts ...func(*Options)) *v1alpha1.Identity {
	t.Helper()
	r := w.report(append([]func(*Options){identityView}, opts...)...)
	for i := range r.Ordinals {
		if r.Ordinals[i].Ordinal == 0 && r.Ordinals[i].Identity != nil {
			return r.Ordinals[i].Identity
		}
	}
	t.Fatal("no row for ordinal 0")
	return nil
}

func TestIdentityOfAHealthyPod(t *testing.T) {
	rev := &appsv1.ControllerRevision{ObjectMeta: metav1.ObjectMeta{Name: newRev, Namespace: "shop"}}
	id := identityOf(t, newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx"), rev))
	if id.FQDN != "web-0.nginx.shop.svc.cluster.local" {
		t.Errorf("FQDN = %s", id.FQDN)
	}
	if diff := cmp.Diff([]string{"_http._tcp.nginx.shop.svc.cluster.local"}, id.SRV); diff != "" {
		t.Errorf("SRV: an unnamed port has none (-want +got):\n%s", diff)
	}
	for name, c := range map[string]v1alpha1.Check{"hostname": id.Hostname, "subdomain": id.Subdomain, "resolves": id.Resolves,
		"address": id.EndpointAddress, "endpoint hostname": id.EndpointHostname, "pod-name": id.PodNameLabel, "pod-index": id.PodIndexLabel,
		"revision": id.RevisionLabel, "owner": id.Owner} {
		if c.Verdict != v1alpha1.VerdictRight {
			t.Errorf("%s = %+v, want Right", name, c)
		}
	}
}

func TestResolves(t *testing.T) {
	notReady := func(e *discoveryv1.Endpoint) { no := false; e.Conditions.Ready = &no }
	noHost := func(e *discoveryv1.Endpoint) { e.Hostname = nil }
	staleUID := func(e *discoveryv1.Endpoint) { e.TargetRef.UID = "an older Pod" }
	clusterIP := func(s *corev1.Service) { s.Spec.ClusterIP = "10.96.0.7" }
	elsewhere := func(s *corev1.Service) { s.Spec.Selector = map[string]string{"app": "db"} }
	noName := func(s *appsv1.StatefulSet) { s.Spec.ServiceName = "" }
	tests := []struct {
		name  string
		world *world
		want  v1alpha1.Check
	}{
		{"published", newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx")), v1alpha1.Check{Verdict: "Right", Actual: "10.0.0.1"}},
		{"no Service", newWorld(1).pod(0, newRev), v1alpha1.Check{Verdict: "Wrong", Note: "Service nginx does not exist"}},
		{"no serviceName", newWorld(1, noName).pod(0, newRev), v1alpha1.Check{Verdict: "Unknown", Note: "no name: spec.serviceName is empty"}},
		{"no Pod", newWorld(1).add(headless("nginx")), v1alpha1.Check{Verdict: "Wrong", Note: "no Pod"}},
		{"not ready", newWorld(1).pod(0, newRev, unready(hour)).add(headless("nginx"), endpointSlice("nginx", notReady)),
			v1alpha1.Check{Verdict: "Wrong", Note: "not ready, and publishNotReadyAddresses is false"}},
		{"endpoint without hostname", newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx", noHost)),
			v1alpha1.Check{Verdict: "Wrong", Note: "its endpoint has no hostname web-0"}},
		{"endpoint of an older Pod", newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx", staleUID)),
			v1alpha1.Check{Verdict: "Wrong", Note: "no EndpointSlice lists the Pod"}},
		{"not headless", newWorld(1).pod(0, newRev).add(headless("nginx", clusterIP), endpointSlice("nginx")),
			v1alpha1.Check{Verdict: "Unknown", Actual: "10.0.0.1", Note: "not promised: the Service is not headless"}},
		{"selector elsewhere", newWorld(1).pod(0, newRev).add(headless("nginx", elsewhere)),
			v1alpha1.Check{Verdict: "Wrong", Note: "Service nginx does not select the Pod"}},
		{"slices unread", &world{set: newWorld(1).set, objects: newWorld(1).pod(0, newRev).add(headless("nginx")).objects, unread: map[string]bool{"endpointslices": true}},
			v1alpha1.Check{Verdict: "Unknown", Note: "EndpointSlices were not read"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, identityOf(t, tt.world).Resolves); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWrongIdentity(t *testing.T) {
	odd := func(p *corev1.Pod) {
		p.Spec.Hostname, p.Spec.Subdomain = "db-0", "old-svc"
		p.Labels[appsv1.StatefulSetPodNameLabel] = "db-0"
		p.Labels[appsv1.PodIndexLabel] = "7"
		p.Labels[appsv1.StatefulSetRevisionLabel] = "web-gone"
		p.OwnerReferences[0].UID = "an earlier set"
		p.Spec.Volumes = []corev1.Volume{{Name: "www", VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "www-db-0"}}}}
	}
	id := identityOf(t, newWorld(1, claimTemplate).pod(0, newRev, odd).add(headless("nginx")))
	for name, got := range map[string][2]v1alpha1.Check{
		"hostname":  {id.Hostname, {Expected: "web-0", Actual: "db-0"}},
		"subdomain": {id.Subdomain, {Expected: "nginx", Actual: "old-svc"}},
		"pod-name":  {id.PodNameLabel, {Expected: "web-0", Actual: "db-0"}},
		"pod-index": {id.PodIndexLabel, {Expected: "0", Actual: "7"}},
		"revision":  {id.RevisionLabel, {Expected: newRev, Actual: "web-gone"}},
		"owner":     {id.Owner, {Expected: "set-uid", Actual: "an earlier set"}},
		"claim":     {id.Claims[0].Check, {Expected: "www-web-0", Actual: "www-db-0"}},
	} {
		if got[0].Verdict != v1alpha1.VerdictWrong || got[0].Expected != got[1].Expected || got[0].Actual != got[1].Actual {
			t.Errorf("%s = %+v, want Wrong with %+v", name, got[0], got[1])
		}
	}
}

func TestPodIndexLabelMayBeAbsent(t *testing.T) {
	w := newWorld(1).pod(0, newRev, func(p *corev1.Pod) { delete(p.Labels, appsv1.PodIndexLabel) })
	if id := identityOf(t, w); id.PodIndexLabel.Verdict != v1alpha1.VerdictUnknown {
		t.Errorf("a Pod older than Kubernetes 1.28 has no index label, which is not wrong: %+v", id.PodIndexLabel)
	}
}

func TestClusterDomain(t *testing.T) {
	corefile := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: snapshot.CoreDNSNamespace, Name: snapshot.CoreDNSConfigMap},
		Data: map[string]string{snapshot.CorefileKey: ".:53 {\n    errors\n    # kubernetes wrong.example\n    kubernetes in-addr.arpa cluster.example. ip6.arpa {\n       pods insecure\n    }\n}\n"}}
	tests := []struct {
		name string
		add  []snapshot.Object
		flag string
		want v1alpha1.ClusterDomain
	}{
		{"default", nil, "", v1alpha1.ClusterDomain{Name: "cluster.local", Source: "Default"}},
		{"from the Corefile", []snapshot.Object{corefile}, "", v1alpha1.ClusterDomain{Name: "cluster.example", Source: "Corefile"}},
		{"the flag wins", []snapshot.Object{corefile}, "k8s.example.", v1alpha1.ClusterDomain{Name: "k8s.example", Source: "Flag"}},
	}
	for _, tt := range tests {
		r := newWorld(1).pod(0, newRev).add(tt.add...).report(identityView, func(o *Options) { o.ClusterDomain = tt.flag })
		if diff := cmp.Diff(tt.want, r.ClusterDomain); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if want := "web-0.nginx.shop.svc." + tt.want.Name; r.Ordinals[0].Identity.FQDN != want {
			t.Errorf("%s: FQDN = %s, want %s", tt.name, r.Ordinals[0].Identity.FQDN, want)
		}
	}
}

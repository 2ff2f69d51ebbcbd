//go:build e2e

package scenarios

import (
	"fmt"
	"os"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// allResolve: every Pod's name has a record in DNS, which EndpointSlices bring about a moment after readiness.
func allResolve(r v1alpha1.StatefulSetReport) bool {
	for _, o := range r.Ordinals {
		if o.Identity == nil || o.Identity.Resolves.Verdict != v1alpha1.VerdictRight {
			return false
		}
	}
	return len(r.Ordinals) > 0
}

func TestIdentityOfWeb(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitState("web", v1alpha1.StateComplete)
	r := f.WaitReport("identity", "web", "every name resolves", allResolve)

	equal(f, "number of rows", len(r.Ordinals), 3)
	equal(f, "service state", r.Service.State, v1alpha1.ServiceOK)
	equal(f, "cluster domain", r.ClusterDomain, v1alpha1.ClusterDomain{Name: "cluster.local", Source: v1alpha1.DomainFromCorefile})
	wantIdentity(f, r, "nginx", "web", "www", "cluster.local")

	// The same facts, from the API itself.
	set, pod := f.Set("web"), f.Pod("web-0")
	for label, want := range map[string]string{
		"statefulset.kubernetes.io/pod-name": "web-0",
		"apps.kubernetes.io/pod-index":       "0",
		"controller-revision-hash":           set.Status.UpdateRevision,
	} {
		equal(f, "label "+label, pod.Labels[label], want)
	}
	owner := pod.OwnerReferences[0]
	equal(f, "owner", fmt.Sprintf("%s/%s %s controller=%t", owner.Kind, owner.Name, owner.UID, *owner.Controller),
		fmt.Sprintf("StatefulSet/web %s controller=true", set.UID))
	equal(f, "hostname and subdomain", pod.Spec.Hostname+"."+pod.Spec.Subdomain, "web-0.nginx")
	equal(f, "grace period", *pod.Spec.TerminationGracePeriodSeconds, 10)
	equal(f, "class of www-web-0", *f.Claim("www-web-0").Spec.StorageClassName, "standard")

	screen := f.Sts("identity", "web")
	for _, word := range []string{"web-0", "web-1", "web-2", "nginx", "web-0.nginx." + f.Namespace + ".svc.cluster.local"} {
		if !strings.Contains(screen, word) {
			f.Errorf("`kubectl sts identity web` does not show %q:\n%s", word, screen)
		}
	}
	f.OfflineEqualsLive("web")
}

func TestIdentityOfQuiz(t *testing.T) {
	f := framework.New(t)
	f.Apply("quiz")
	f.WaitState("quiz", v1alpha1.StateComplete)
	r := f.WaitReport("identity", "quiz", "every name resolves", allResolve)

	equal(f, "governing Service", r.Service.Name, "quiz-pods")
	equal(f, "publishNotReadyAddresses", *r.Service.PublishNotReadyAddresses, true)
	equal(f, "headless", *r.Service.Headless, true)
	equal(f, "pod management", r.Spec.PodManagementPolicy, "Parallel")
	wantIdentity(f, r, "quiz-pods", "mongodb", "db-data", "cluster.local")
	right(f, "claim of quiz-0", f.Row(r, 0).Identity.Claims[0].Check, "db-data-quiz-0")
	f.OfflineEqualsLive("quiz")
}

// wantIdentity checks every part of every row's identity.
func wantIdentity(f *framework.F, r v1alpha1.StatefulSetReport, service, port, template, domain string) {
	f.Helper()
	for _, o := range r.Ordinals {
		id, name := o.Identity, podName(r.Name, o.Ordinal)
		zone := service + "." + f.Namespace + ".svc." + domain
		equal(f, "FQDN", id.FQDN, name+"."+zone)
		equal(f, "SRV", strings.Join(id.SRV, " "), "_"+port+"._tcp."+zone)
		right(f, name+" hostname", id.Hostname, name)
		right(f, name+" subdomain", id.Subdomain, service)
		right(f, name+" resolves", id.Resolves, o.Pod.IP)
		right(f, name+" endpoint address", id.EndpointAddress, o.Pod.IP)
		right(f, name+" endpoint hostname", id.EndpointHostname, name)
		right(f, name+" pod-name label", id.PodNameLabel, name)
		right(f, name+" pod-index label", id.PodIndexLabel, fmt.Sprint(o.Ordinal))
		right(f, name+" revision label", id.RevisionLabel, r.Rollout.UpdateRevision)
		right(f, name+" owner", id.Owner, string(r.UID))
		right(f, name+" claim", id.Claims[0].Check, template+"-"+name)
		equal(f, name+" owner in words", o.Pod.Owner, "StatefulSet/"+r.Name)
	}
}

func TestClusterDomainMovesAllNames(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitState("web", v1alpha1.StateComplete)
	f.WaitReport("identity", "web", "every name resolves", allResolve)

	r := f.Report("identity", "web", "--cluster-domain", "example.org")
	equal(f, "cluster domain", r.ClusterDomain, v1alpha1.ClusterDomain{Name: "example.org", Source: v1alpha1.DomainFromFlag})
	wantIdentity(f, r, "nginx", "web", "www", "example.org")
	if screen := f.Sts("identity", "web", "--cluster-domain", "example.org"); strings.Contains(screen, "cluster.local") {
		f.Errorf("cluster.local is still on the screen:\n%s", screen)
	}

	// The domain is CoreDNS's own: the same snapshot with another Corefile has other names.
	path := f.File("snapshot.yaml", "")
	f.Sts("snapshot", "web", "--output-file", path)
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	moved := f.File("moved.yaml", strings.ReplaceAll(string(content), "kubernetes cluster.local", "kubernetes corp.example"))
	r = f.Report("identity", "web", "-f", moved)
	equal(f, "cluster domain", r.ClusterDomain, v1alpha1.ClusterDomain{Name: "corp.example", Source: v1alpha1.DomainFromCorefile})
	wantIdentity(f, r, "nginx", "web", "www", "corp.example")
	f.OfflineEqualsLive("web")
}

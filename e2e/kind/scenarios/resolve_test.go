//go:build e2e

package scenarios

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// resolves waits until `identity --resolve` finds DNS as it should be for every name, right of them with an address.
func resolves(f *framework.F, set string, right int) v1alpha1.StatefulSetReport {
	f.Helper()
	var r v1alpha1.StatefulSetReport
	f.Eventually(fmt.Sprintf("DNS is as it should be for %s: %d names resolve", set, right), framework.Soon, func() (bool, string) {
		r = f.Report("identity", set, "--resolve")
		if r.DNS == nil {
			return false, fmt.Sprintf("DNS was not asked: %+v", r.Gaps)
		}
		found, story := 0, []string{}
		for _, o := range r.Ordinals {
			check := o.Identity.DNS
			if check == nil || check.Verdict != v1alpha1.DNSRight {
				story = append(story, fmt.Sprintf("%s: %+v", o.PodName, check))
				continue
			}
			if len(check.Answers[0].Addresses) > 0 {
				found++
			}
		}
		for _, srv := range r.DNS.SRV {
			if srv.Verdict != v1alpha1.DNSRight || len(srv.Answer.Targets) != right {
				story = append(story, fmt.Sprintf("%+v", srv))
			}
		}
		return len(story) == 0 && found == right, fmt.Sprintf("%d resolve; %s", found, strings.Join(story, "\n"))
	})
	return r
}

// Each name leads to its Pod, and to none when the Pod is not ready and the Service does not publish it then.
func TestResolve(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(2), framework.Behavior("ready"))
	settled(f, "app")
	r := resolves(f, "app", 2)
	for _, o := range r.Ordinals {
		equal(f, "answer for "+o.PodName, strings.Join(o.Identity.DNS.Answers[0].Addresses, " "), o.Pod.IP)
		equal(f, "answer for IPv6", o.Identity.DNS.Answers[1].Outcome, v1alpha1.DNSNoData)
		equal(f, "TTL is told", o.Identity.DNS.Answers[0].TTLSeconds != nil, true)
	}
	equal(f, "namespace of the Pod that is asked", r.DNS.Namespace, "kube-system")
	equal(f, "SRV name", r.DNS.SRV[0].Name, "_http._tcp.app."+f.Namespace+".svc.cluster.local")
	equal(f, "SRV record", r.DNS.SRV[0].Answer.Targets[0], v1alpha1.SRVTarget{Host: "app-0.app." + f.Namespace + ".svc.cluster.local", Port: 8080})

	screen := f.Sts("identity", "app", "--resolve")
	says(f, screen, "DNS asked: Pod kube-system/"+r.DNS.Pod+", port 53", "ANSWERED", f.Row(r, 0).Pod.IP)
	if strings.Contains(screen, "DNS is wrong") || strings.Contains(screen, "DNS differs") {
		f.Errorf("nothing is wrong with DNS:\n%s", screen)
	}

	f.SetBehavior("app-0", "unready")
	waits(f, "app", v1alpha1.WaitReady, "app-0", "readiness probe")
	r = resolves(f, "app", 1)
	row := f.Row(r, 0)
	equal(f, "answer for app-0", row.Identity.DNS.Answers[0].Outcome, v1alpha1.DNSNoSuchName)
	equal(f, "why", row.Identity.DNS.Message, "does not resolve: app-0 is not ready and Service app does not publish addresses that are not ready")

	f.Kubectl("patch", "service", "app", "--type=merge", "-p", `{"spec":{"publishNotReadyAddresses":true}}`)
	r = resolves(f, "app", 2)
	equal(f, "app-0 is ready", f.Row(r, 0).Pod.Ready, false)
	f.OfflineEqualsLive("app")
}

// Names that identity calls wrong do not resolve, and a Pod that is gone has none.
func TestResolveUnderTheWrongService(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(2), func(set *appsv1.StatefulSet) { set.Spec.ServiceName = "peers" })
	settled(f, "app")
	r := resolves(f, "app", 0)
	equal(f, "answer", f.Row(r, 1).Identity.DNS.Answers[0].Outcome, v1alpha1.DNSNoSuchName)
	equal(f, "why", f.Row(r, 1).Identity.DNS.Message, "does not resolve: Service peers does not exist")

	// With a domain that is not the cluster's, nothing is said of the names and none is asked for: DNS has none of it,
	// and passes it on to servers that may not be there.
	r = f.Report("identity", "app", "--resolve", "--cluster-domain=corp.example", "--request-timeout=5s")
	equal(f, "verdict", f.Row(r, 0).Identity.DNS.Verdict, v1alpha1.DNSUnknown)
	says(f, f.Row(r, 0).Identity.DNS.Message, "--cluster-domain")
	equal(f, "answer under another domain", f.Row(r, 0).Identity.DNS.Answers[0].Outcome, v1alpha1.DNSNotAsked)

	f.ApplyYAML(`{apiVersion: v1, kind: Service, metadata: {name: peers}, spec: {clusterIP: None, selector: {app: app}, ports: [{name: http, port: 8080}]}}`)
	r = resolves(f, "app", 2)
	equal(f, "ports with SRV records", len(r.DNS.SRV), 1)

	f.Kubectl("scale", "statefulset", "app", "--replicas=1")
	resolves(f, "app", 1)
}

// A snapshot holds the answers; a hundred ordinals' names, most of which nobody has, are one question each and few seconds.
func TestResolveOfAFile(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(1), framework.Behavior("unready"))
	f.Kubectl("scale", "statefulset", "app", "--replicas=100")
	f.Eventually("app-0 has an address", framework.Soon, func() (bool, string) {
		r := f.Report("identity", "app")
		row, _ := framework.Find(r, 0)
		return row.Pod != nil && row.Pod.IP != "", fmt.Sprintf("%+v", row.Pod)
	})
	file := filepath.Join(f.TempDir(), "resolve.yaml")
	f.Sts("snapshot", "app", "--resolve", "--output-file", file)
	r := f.Report("identity", "app", "--resolve", "-f", file)
	equal(f, "gaps", len(r.Gaps), 0)
	equal(f, "rows", len(r.Ordinals), 100)
	for _, o := range r.Ordinals {
		if o.Identity.DNS == nil || o.Identity.DNS.Answers[0].Outcome != v1alpha1.DNSNoSuchName || o.Identity.DNS.Answers[1].Outcome != v1alpha1.DNSNoSuchName {
			f.Errorf("%s: %+v", o.PodName, o.Identity.DNS)
		}
	}
	says(f, f.Sts("identity", "app", "--resolve", "-f", file), "no such name")
}

// Who may only read is told which right is missing, and sees what there is to see without it. With the right, and no
// other in kube-system, a Pod that is named is asked.
func TestResolveWithAndWithoutTheRight(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(1), framework.Behavior("ready"))
	settled(f, "app")
	server := resolves(f, "app", 1).DNS.Pod
	named := "--dns-pod=kube-system/" + server
	user := f.ServiceAccount("on-call", "statefulsets.apps", "pods", "services", "endpointslices.discovery.k8s.io", "controllerrevisions.apps", "persistentvolumeclaims")

	result := user.TrySts("identity", "app", "--resolve")
	equal(f, "exit code", result.Code, 0)
	says(f, result.Stdout, "app-0.app.", "DNS was not asked: ", "list resource \"pods\"", "kube-system", "--dns-pod")
	result = user.TrySts("identity", "app", "--resolve", named)
	equal(f, "exit code", result.Code, 0)
	says(f, result.Stdout, "app-0.app.", "DNS was not asked: ", "create resource \"pods/portforward\"", "ask for create of pods/portforward in kube-system")
	equal(f, "stderr", result.Stderr, "")

	// The narrowest right there is: one verb, on one Pod.
	role := f.Namespace + "-resolve"
	f.Kubectl("-n", "kube-system", "create", "role", role, "--verb=create", "--resource=pods/portforward", "--resource-name="+server)
	defer f.Kubectl("-n", "kube-system", "delete", "role", role)
	f.Kubectl("-n", "kube-system", "create", "rolebinding", role, "--role="+role, "--serviceaccount="+f.Namespace+":on-call")
	defer f.Kubectl("-n", "kube-system", "delete", "rolebinding", role)
	f.Eventually("the user may ask", framework.Soon, func() (bool, string) {
		r := user.Report("identity", "app", "--resolve", named)
		right := func(o v1alpha1.Ordinal) bool {
			return o.Identity.DNS != nil && o.Identity.DNS.Verdict == v1alpha1.DNSRight
		}
		return slices.ContainsFunc(r.Ordinals, right), fmt.Sprintf("gaps %+v", r.Gaps)
	})
}

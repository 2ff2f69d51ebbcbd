//go:build e2e

package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// agrees waits until the cluster's DNS, asked from a Pod, says of every name what identity says: the addresses of
// those that are right, and nothing of those that are wrong. DNS caches both for up to half a minute.
func agrees(f *framework.F, set string, right int) v1alpha1.StatefulSetReport {
	f.Helper()
	var r v1alpha1.StatefulSetReport
	f.Eventually(fmt.Sprintf("DNS says what identity says of %s: %d names resolve", set, right), framework.Soon, func() (bool, string) {
		r = f.Report("identity", set)
		found, story := 0, []string{}
		for _, o := range r.Ordinals {
			if o.Pod == nil {
				continue
			}
			id := o.Identity
			for _, answer := range f.Lookup("A", id.FQDN) {
				want := []string{}
				if id.Resolves.Verdict == v1alpha1.VerdictRight {
					want, found = []string{id.Resolves.Actual}, found+1
				}
				if !slices.Equal(answer.Values, want) {
					story = append(story, fmt.Sprintf("%s: identity %+v, DNS %+v", o.PodName, id.Resolves, answer))
				}
			}
			for _, answer := range f.Lookup("AAAA", id.FQDN) {
				if len(answer.Values) > 0 {
					story = append(story, fmt.Sprintf("%s has an IPv6 address: %+v", o.PodName, answer))
				}
			}
			story = append(story, srvDisagrees(f, id)...)
		}
		return len(story) == 0 && found == right, fmt.Sprintf("%d of %d resolve\n%s", found, right, strings.Join(story, "\n"))
	})
	return r
}

// srvDisagrees asks for the Pod's SRV records: one names the Pod exactly when its own name resolves.
func srvDisagrees(f *framework.F, id *v1alpha1.Identity) (story []string) {
	f.Helper()
	for _, name := range id.SRV {
		for _, answer := range f.Lookup("SRV", name) {
			named := slices.ContainsFunc(answer.Values, func(v string) bool { return strings.HasSuffix(v, " "+id.FQDN+".") })
			if named != (id.Resolves.Verdict == v1alpha1.VerdictRight) {
				story = append(story, fmt.Sprintf("%s: %+v, and %s is %s", name, answer, id.FQDN, id.Resolves.Verdict))
			}
		}
	}
	return story
}

// Names of Pods that are ready resolve, of those that are not only with publishNotReadyAddresses: as identity says.
func TestNamesResolveAsSaid(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(2), framework.Behavior("ready"))
	settled(f, "app")
	r := agrees(f, "app", 2)
	equal(f, "SRV names of app-0", len(f.Row(r, 0).Identity.SRV), 1)
	// As a program looks its peers up, with the Pod's search domains.
	for _, answer := range f.Resolve("app-0.app", "app-1.app."+f.Namespace+".svc") {
		equal(f, "addresses of "+answer.Name, len(answer.Values), 1)
	}
	equal(f, "a Pod that there is not", f.Lookup("A", "app-2.app."+f.Namespace+".svc.cluster.local")[0].Code, "NameError")

	f.SetBehavior("app-0", "unready")
	waits(f, "app", v1alpha1.WaitReady, "app-0", "readiness probe")
	r = agrees(f, "app", 1)
	says(f, f.Row(r, 0).Identity.Resolves.Note, "not ready")
	f.OfflineEqualsLive("app")
	f.Kubectl("patch", "service", "app", "--type=merge", "-p", `{"spec":{"publishNotReadyAddresses":true}}`)
	agrees(f, "app", 2)
	f.OfflineEqualsLive("app")
}

// A set whose serviceName is not that of its Service: no name of its Pods resolves, neither the one that they should
// have nor one under the Service that is there. The way out is a Service of that name.
func TestNamesUnderTheWrongService(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(2), func(set *appsv1.StatefulSet) { set.Spec.ServiceName = "peers" })
	settled(f, "app")
	r := agrees(f, "app", 0)
	equal(f, "Service", string(r.Service.State)+" "+r.Service.Name, "Missing peers")
	for _, answer := range f.Lookup("A", "app-0.app."+f.Namespace+".svc.cluster.local") {
		equal(f, answer.Name, answer.Code, "NameError")
	}
	// The Service's own name has addresses: it selects the Pods, and gives them no names.
	equal(f, "addresses of the Service", len(f.Lookup("A", "app."+f.Namespace+".svc.cluster.local")[0].Values), 2)
	f.OfflineEqualsLive("app")

	f.ApplyYAML(`{apiVersion: v1, kind: Service, metadata: {name: peers}, spec: {clusterIP: None, selector: {app: app}, ports: [{name: http, port: 8080}]}}`)
	r = agrees(f, "app", 2)
	equal(f, "Service", r.Service.State, v1alpha1.ServiceOK)
	f.OfflineEqualsLive("app")
}

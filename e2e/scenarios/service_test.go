//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestMissingService(t *testing.T) {
	f := framework.New(t)
	f.Apply("no-service")
	r := f.WaitState("mongo", v1alpha1.StateComplete)
	equal(f, "service", string(r.Service.State)+" "+r.Service.Name, "Missing mongo-pods")
	if !framework.HasAttention(r, "ServiceMissing") {
		f.Errorf("nothing says that a person should look: %+v", r.Attention)
	}
	r = f.Report("identity", "mongo")
	for _, o := range r.Ordinals {
		equal(f, o.PodName+" resolves", o.Identity.Resolves.Verdict, v1alpha1.VerdictWrong)
		right(f, o.PodName+" subdomain", o.Identity.Subdomain, "mongo-pods")
	}
	for _, view := range []string{"list", "status", "identity", "tree"} {
		args := []string{view, "mongo"}
		if view == "list" {
			args = args[:1]
		}
		if screen := f.Sts(args...); !strings.Contains(screen, "mongo-pods") && !strings.Contains(screen, "Missing") {
			f.Errorf("`kubectl sts %s` does not tell of the missing Service:\n%s", view, screen)
		}
	}
	f.OfflineEqualsLive("mongo")

	f.ApplyYAML(`
apiVersion: v1
kind: Service
metadata:
  name: mongo-pods
spec:
  clusterIP: None
  selector:
    app: mongo
  ports:
  - name: mongodb
    port: 27017
`)
	r = f.WaitReport("identity", "mongo", "every name resolves", allResolve)
	equal(f, "service", r.Service.State, v1alpha1.ServiceOK)
	equal(f, "reasons to look at the set", len(r.Attention), 0)
	f.OfflineEqualsLive("mongo")
}

func TestServiceThatDoesNotFit(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitState("web", v1alpha1.StateComplete)
	f.Kubectl("patch", "service", "nginx", "-p", `{"spec":{"selector":{"app":"apache"}}}`)
	r := f.WaitReport("identity", "web", "no endpoint is left", func(r v1alpha1.StatefulSetReport) bool {
		for _, o := range r.Ordinals {
			if o.Endpoint == nil || o.Endpoint.Present {
				return false
			}
		}
		return true
	})
	equal(f, "service", r.Service.State, v1alpha1.ServiceSelectorMismatch)
	if !framework.HasAttention(r, "ServiceSelectorMismatch") {
		f.Errorf("nothing says that a person should look: %+v", r.Attention)
	}
	f.OfflineEqualsLive("web")

	f.Kubectl("delete", "service", "nginx")
	f.ApplyYAML(`
apiVersion: v1
kind: Service
metadata:
  name: nginx
spec:
  selector:
    app: nginx
  ports:
  - name: web
    port: 80
`)
	equal(f, "service", f.Report("identity", "web").Service.State, v1alpha1.ServiceNotHeadless)
	f.OfflineEqualsLive("web")
}

// What publishNotReadyAddresses is for: names of Pods that are not ready yet.
func TestNamesOfPodsThatAreNotReady(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("quiz", framework.Behavior("unready"))
	f.Apply("web", framework.Behavior("unready"))

	r := f.WaitReport("identity", "quiz", "every name resolves", allResolve)
	for _, o := range r.Ordinals {
		equal(f, o.PodName+" ready", o.Pod.Ready, false)
		right(f, o.PodName+" resolves", o.Identity.Resolves, o.Pod.IP)
	}

	r = f.WaitReport("identity", "web", "web-0 has an endpoint", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Endpoint != nil && row.Endpoint.Present
	})
	equal(f, "publishNotReadyAddresses", *r.Service.PublishNotReadyAddresses, false)
	row := f.Row(r, 0)
	equal(f, "endpoint ready", row.Endpoint.Ready, false)
	equal(f, "web-0 resolves", row.Identity.Resolves.Verdict, v1alpha1.VerdictWrong)
	f.OfflineEqualsLive("quiz")
	f.OfflineEqualsLive("web")

	f.SetBehavior("web-0", "ready")
	f.WaitReport("identity", "web", "the name of web-0 resolves", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Identity != nil && row.Identity.Resolves.Verdict == v1alpha1.VerdictRight
	})
}

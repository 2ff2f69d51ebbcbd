//go:build e2e

package scenarios

import (
	"slices"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// forbidden names the resources that a report says its user may not read.
func forbidden(r v1alpha1.StatefulSetReport) string {
	var out []string
	for _, g := range r.Gaps {
		if g.Reason == v1alpha1.GapForbidden {
			out = append(out, g.Resource)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestUserWhoMayReadSetsAndPodsAlone(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitAvailable("web", 3)
	user := f.ServiceAccount("on-call", "statefulsets.apps", "pods")

	r := user.Report("status", "web")
	equal(f, "state", r.Rollout.State, v1alpha1.StateComplete)
	equal(f, "gaps", forbidden(r), "controllerrevisions.apps endpointslices.discovery.k8s.io persistentvolumeclaims poddisruptionbudgets.policy services storageclasses.storage.k8s.io")
	equal(f, "claims are known", r.Claims != nil, false)
	equal(f, "service", r.Service.State, v1alpha1.ServiceUnknown)
	for _, o := range r.Ordinals {
		equal(f, "claim of "+o.PodName, o.Claims[0].State, v1alpha1.ClaimUnknown)
	}
	screen := user.Sts("status", "web")
	for _, word := range []string{"web-0", "web-2", "persistentvolumeclaims", "services", "endpointslices", "controllerrevisions", "forbidden"} {
		if !strings.Contains(screen, word) {
			f.Errorf("the screen lacks %q:\n%s", word, screen)
		}
	}
	for _, args := range [][]string{{"list"}, {"identity", "web"}, {"tree", "web"}, {"snapshot", "web"}} {
		r := user.TrySts(args...)
		if r.Code != 0 || !strings.Contains(r.Stdout, "web") || !strings.Contains(r.Stdout+r.Stderr, "services") {
			f.Errorf("%s: exit code %d, shows no set or hides what it could not read:\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
		}
	}
	user.OfflineEqualsLive("web")

	// The same rights by impersonation give the same screen.
	now := in(0)
	as := f.Sts("status", "web", "--now", now, "--as", f.ServiceAccountName("on-call"), "--as-group", "system:serviceaccounts", "--as-group", "system:authenticated")
	own := user.Sts("status", "web", "--now", now)
	// Only the server's words name the user, and they are the same user's.
	equal(f, "screen with --as", as, own)

	// Other namespaces are none of this user's business.
	f.OneErrorLine(user.TrySts("list", "-A"), "statefulsets", "forbidden")
	f.OneErrorLine(user.TrySts("status", "web", "-n", "kube-system"), "statefulsets", "forbidden")
}

func TestUserWithoutRights(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitAvailable("web", 3)
	nobody := f.ServiceAccount("nobody")
	for _, args := range [][]string{{}, {"list"}, {"status", "web"}, {"identity", "web"}, {"tree", "web"}, {"snapshot", "web"}, {"snapshot"}} {
		f.OneErrorLine(nobody.TrySts(args...), "statefulsets", "forbidden", f.Namespace)
	}
	f.OneErrorLine(f.TrySts("status", "web", "--as", f.ServiceAccountName("nobody")), "statefulsets", "forbidden")
}

// Without Pods little can be said, and the screen says so: no all-clear.
func TestUserWhoMayReadSetsAlone(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitAvailable("web", 3)
	user := f.ServiceAccount("auditor", "statefulsets.apps")
	r := user.Report("status", "web")
	equal(f, "state", r.Rollout.State, v1alpha1.StateUnknown)
	equal(f, "ready Pods as reported", r.Replicas.Reported.Ready, 3)
	equal(f, "Pods are counted", r.Replicas.Counted != nil, false)
	if screen := user.Sts("status", "web"); !strings.Contains(screen, "pods") || !strings.Contains(screen, "forbidden") {
		f.Errorf("the screen does not say that Pods could not be read:\n%s", screen)
	}
	user.OfflineEqualsLive("web")
}

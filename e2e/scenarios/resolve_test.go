//go:build e2e

package scenarios

import (
	"path/filepath"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// dnsGap is why a report has no answers of DNS, empty when it has.
func dnsGap(r v1alpha1.StatefulSetReport) string { return gapOf(r, "pods/portforward") }

// A cluster without Pods of DNS: that is said, and the rest is shown as without --resolve.
func TestResolveWithoutDNS(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SimulatedKubelets)
	f.Apply("web")
	f.WaitState("web", v1alpha1.StateComplete)
	r := f.WaitReport("identity", "web", "every name resolves", allResolve)
	equal(f, "gap without --resolve", dnsGap(r), "")

	r = f.Report("identity", "web", "--resolve")
	if gap := dnsGap(r); !strings.HasPrefix(gap, "Failed: no ready Pod labelled k8s-app=kube-dns in kube-system") || !strings.Contains(gap, "--dns-pod") {
		f.Errorf("it is not said that there is no Pod of DNS, and what to do: %q", gap)
	}
	wantIdentity(f, r, "nginx", "web", "www", "cluster.local")
	equal(f, "an answer is known", r.DNS != nil || f.Row(r, 0).Identity.DNS != nil, false)

	now := in(0)
	plain := f.Sts("identity", "web", "--now", now)
	screen := f.Sts("identity", "web", "--resolve", "--now", now)
	if rest, found := strings.CutPrefix(screen, plain); !found || !strings.HasPrefix(rest, "DNS: no ready Pod") || strings.Count(rest, "\n") != 1 {
		f.Errorf("with --resolve the screen is not the plain one and one line:\n%s\nplain:\n%s", screen, plain)
	}

	// A snapshot says the same.
	file := filepath.Join(f.TempDir(), "resolve.yaml")
	f.Sts("snapshot", "web", "--resolve", "--output-file", file)
	equal(f, "offline", f.Sts("identity", "web", "--resolve", "--now", now, "-f", file), screen)
	// And one that was not asked for says that nobody asked.
	f.Sts("snapshot", "web", "--output-file", file)
	if gap := dnsGap(f.Report("identity", "web", "--resolve", "-f", file)); !strings.HasPrefix(gap, "NotInInput: ") || !strings.Contains(gap, "snapshot --resolve") {
		f.Errorf("it is not said that the file has no answers: %q", gap)
	}
	f.OfflineEqualsLive("web")
}

// Who may not port-forward is told which right that takes and where, and sees the rest.
func TestResolveWithoutTheRight(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitAvailable("web", 3)
	user := f.ServiceAccount("on-call", "statefulsets.apps", "pods")

	gap := dnsGap(user.Report("identity", "web", "--resolve"))
	for _, word := range []string{"Forbidden: ", "list resource \"pods\"", "kube-system", "--dns-pod"} {
		if !strings.Contains(gap, word) {
			f.Errorf("the gap does not say %q: %q", word, gap)
		}
	}
	// Not even with the name of a Pod at hand.
	result := user.TrySts("identity", "web", "--resolve", "--dns-pod=kube-system/coredns-0")
	equal(f, "exit code", result.Code, 0)
	for _, word := range []string{"web-0.nginx.", "DNS was not asked: ", "forbidden", "create of pods/portforward in kube-system"} {
		if !strings.Contains(result.Stdout, word) {
			f.Errorf("the screen does not say %q:\n%s", word, result.Stdout)
		}
	}
	equal(f, "stderr", result.Stderr, "")
}

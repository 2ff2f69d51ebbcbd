//go:build e2e

package scenarios

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestWhatIsNotThere(t *testing.T) {
	f := framework.New(t)
	for _, view := range []string{"status", "identity", "tree", "snapshot"} {
		f.OneErrorLine(f.TrySts(view, "nope"), "nope", "not found", f.Namespace)
		f.OneErrorLine(f.TrySts(view, "nope", "-n", "no-such-namespace"), "nope", "not found")
	}
	long := strings.Repeat("x", 300)
	f.OneErrorLine(f.TrySts("status", long), long, "not found")

	for _, tc := range []struct {
		args []string
		want string
	}{
		{nil, "No StatefulSets found in " + f.Namespace + " namespace.\n"},
		{[]string{"list"}, "No StatefulSets found in " + f.Namespace + " namespace.\n"},
		{[]string{"list", "-l", "app=nope"}, "No StatefulSets match the selector in " + f.Namespace + " namespace.\n"},
	} {
		r := f.TrySts(tc.args...)
		equal(f, r.Command+": exit code", r.Code, 0)
		equal(f, r.Command+": stdout", r.Stdout, "")
		equal(f, r.Command+": stderr", r.Stderr, tc.want)
	}
	equal(f, "stderr for a namespace that does not exist", f.TrySts("-n", "no-such-namespace").Stderr, "No StatefulSets found in no-such-namespace namespace.\n")
	equal(f, "reports of an empty namespace", len(f.Reports("list")), 0)
}

func TestOneOfSeveralNamesIsNotThere(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.Apply("quiz")
	f.WaitState("web", v1alpha1.StateComplete)
	f.WaitState("quiz", v1alpha1.StateComplete)
	f.OneErrorLine(f.TrySts("status", "web", "nope"), "nope", "not found")

	equal(f, "reports of two names", len(f.Reports("status", "web", "statefulset.apps/quiz")), 2)
	equal(f, "-o name", f.Sts("status", "sts/web", "quiz", "-o", "name"), "statefulset.apps/web\nstatefulset.apps/quiz\n")
	f.OfflineEqualsLive("quiz")
}

func TestServersThatDoNotHelp(t *testing.T) {
	f := framework.New(t)
	stranger := f.UserWithToken("no-such-token")
	for _, args := range [][]string{{"list"}, {"status", "web"}, {"snapshot"}} {
		f.OneErrorLine(stranger.TrySts(args...), "credentials")
	}

	// A server that has never heard of apps/v1.
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	for _, args := range [][]string{{"list"}, {"status", "web"}} {
		f.OneErrorLine(f.TrySts(append(args, "--server", other.URL)...), "apps/v1")
	}

	// Nobody there at all.
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	f.OneErrorLine(f.TrySts("status", "web", "--server", closed.URL), "refused", strings.TrimPrefix(closed.URL, "http://"))
}

func TestNamesAsLongAsTheServerAllows(t *testing.T) {
	f := framework.New(t)
	// Pods of such a set cannot be created: their labels would be too long. Its screens still work.
	long := strings.Repeat("a", 63)
	f.ApplyYAML(strings.ReplaceAll(`
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: LONG
spec:
  serviceName: nobody
  replicas: 2
  selector:
    matchLabels:
      app: long
  template:
    metadata:
      labels:
        app: long
    spec:
      containers:
      - name: main
        image: busybox:1.37
`, "LONG", long))
	r := f.Report("status", long)
	equal(f, "name", r.Name, long)
	for _, args := range [][]string{{"list"}, {"list", "-o", "wide"}, {"status", long}, {"identity", long}, {"tree", long}} {
		if !strings.Contains(f.Sts(args...), long) {
			f.Errorf("`kubectl sts %s …` does not show the name", args[0])
		}
	}
	f.OfflineEqualsLive(long)
}

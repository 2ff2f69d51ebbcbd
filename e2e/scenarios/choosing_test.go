//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestSelectorsAndPages(t *testing.T) {
	f := framework.New(t)
	f.Apply("quiz")
	f.Apply("web", func(set *appsv1.StatefulSet) { set.Labels = map[string]string{"tier": "front"} })
	f.WaitState("web", v1alpha1.StateComplete)
	f.WaitState("quiz", v1alpha1.StateComplete)

	for _, tc := range []struct{ args, want string }{
		{"list", "quiz web"},
		{"list -l app=quiz", "quiz"},
		{"list -l tier", "web"},
		{"list -l tier!=front", "quiz"},
		{"list --field-selector metadata.name=web", "web"},
		{"status -l tier=front", "web"},
		{"identity quiz statefulsets/web", "quiz web"},
	} {
		var names []string
		for _, r := range f.Reports(strings.Fields(tc.args)...) {
			names = append(names, r.Name)
		}
		equal(f, "kubectl sts "+tc.args, strings.Join(names, " "), tc.want)
	}

	// Pages of one object, pages of 500 and no pages at all tell the same.
	now := in(0)
	all := f.Sts("list", "--now", now, "-o", "json")
	for _, size := range []string{"1", "0"} {
		equal(f, "list --chunk-size "+size, f.Sts("list", "--now", now, "-o", "json", "--chunk-size", size), all)
	}
	one := f.Sts("status", "web", "--now", now)
	equal(f, "status web --chunk-size 1", f.Sts("status", "web", "--now", now, "--chunk-size", "1"), one)

	// Every namespace: the row is the one of the namespace's own list.
	for _, r := range f.Reports("list", "-A", "--now", now) {
		if r.Namespace == f.Namespace && r.Name == "web" {
			equal(f, "state of web in list -A", r.Rollout.State, v1alpha1.StateComplete)
			f.OfflineEqualsLive("web")
			return
		}
	}
	f.Error("web is not in list -A")
}

//go:build e2e

package scenarios

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// What the views of one set ask of the API server, in any order; none of it depends on the number of replicas.
// The claim template of web names its StorageClass, that of quiz is made to leave the choice to the cluster.
const (
	always     = "get services, get statefulsets, "
	underneath = "list controllerrevisions, list endpointslices, list persistentvolumeclaims, "
)

// summary is what was asked for, sorted. The server's version, which may go beside, is counted apart.
func summary(requests []framework.Request) (resources string, versions int) {
	var out []string
	for _, r := range requests {
		if r.RequestURI == "/version" {
			versions++
			continue
		}
		out = append(out, r.Verb+" "+r.ObjectRef.Resource)
	}
	slices.Sort(out)
	return strings.Join(out, ", "), versions
}

func TestRequests(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AuditLog)
	f.Apply("web")
	f.WaitAvailable("web", 3)
	f.Apply("quiz", framework.Replicas(6), func(set *appsv1.StatefulSet) { set.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = nil })
	f.WaitAvailable("quiz", 6)

	// A user of its own: nobody else's requests are counted.
	user, name := f.ClusterAdmin("counted"), f.ServiceAccountName("counted")

	for _, tc := range []struct{ args, want string }{
		{"status web", "get services, get statefulsets, get storageclasses, " + underneath + "list poddisruptionbudgets, list pods"},
		{"status quiz", always + underneath + "list poddisruptionbudgets, list pods, list storageclasses"},
		{"identity web", "get configmaps, " + always + underneath + "list pods"},
		{"identity quiz", "get configmaps, " + always + underneath + "list pods"},
		{"tree web", always + underneath + "list pods"},
		{"revisions web", "get statefulsets, get storageclasses, list controllerrevisions, list persistentvolumeclaims, list pods"},
		{"diff web", "get statefulsets, list controllerrevisions, list pods"},
		{"storage web", "get statefulsets, get storageclasses, list controllerrevisions, list nodes, list persistentvolumeclaims, list persistentvolumes, list pods, list volumeattachments"},
		{"storage --orphans", "list persistentvolumeclaims, list persistentvolumes, list pods, list statefulsets"},
		{"list", "list persistentvolumeclaims, list pods, list services, list statefulsets"},
		// In one piece each: how many pages the events of all scenarios have is up to them.
		{"list -A --chunk-size=0", "list persistentvolumeclaims, list pods, list services, list statefulsets"},
		{"list -A -o json --chunk-size=0", "list persistentvolumeclaims, list pods, list services, list statefulsets"},
	} {
		args := strings.Fields(tc.args)
		requests := f.RequestsOf(name, func() { user.Sts(args...) })
		resources, versions := summary(requests)
		if strings.HasPrefix(tc.args, "list -A") {
			// Somewhere in the cluster a Pod may be missing, by another scenario: then the events are asked why, once.
			resources = strings.Replace(resources, "list events, ", "", 1)
		}
		equal(f, "requests of "+tc.args, resources, tc.want)
		if versions != 1 {
			f.Errorf("%s asks %d times for the server's version, on which the controller's rules hang", tc.args, versions)
		}
		for _, r := range requests {
			if !strings.HasPrefix(r.UserAgent, "kubectl-sts/") {
				f.Errorf("%s has the user agent %q", r, r.UserAgent)
			}
			if r.Verb != "get" && r.Verb != "list" {
				f.Errorf("%s is more than reading: %s", tc.args, r)
			}
		}
	}
	// A snapshot asks for more, each list once, and only reads as well.
	for _, r := range f.RequestsOf(name, func() { user.Sts("snapshot"); user.Sts("snapshot", "web") }) {
		if r.Verb != "get" && r.Verb != "list" {
			f.Errorf("snapshot is more than reading: %s", r)
		}
	}
	f.OfflineEqualsLive("web")
}

func TestDependentRoundTrips(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitAvailable("web", 3)
	waves, user := f.Waves()
	for _, tc := range []struct {
		args []string
		most int
	}{
		{[]string{"status", "web"}, 2},
		{[]string{"identity", "web"}, 2},
		{[]string{"tree", "web"}, 2},
		{[]string{"revisions", "web"}, 2},
		{[]string{"diff", "web"}, 2},
		{[]string{"storage", "web"}, 2},
		{[]string{"storage", "--orphans"}, 1},
		{[]string{"list"}, 1},
		// Two when a Pod is missing anywhere in the cluster.
		{[]string{"list", "-A", "--chunk-size=0"}, 2},
	} {
		waves.Reset()
		user.Sts(tc.args...)
		seen := waves.Seen()
		f.Logf("%s: %d dependent round trips: %q", strings.Join(tc.args, " "), len(seen), seen)
		if len(seen) > tc.most {
			f.Errorf("%s needs %d dependent round trips, want at most %d", strings.Join(tc.args, " "), len(seen), tc.most)
		}
		for _, request := range slices.Concat(seen...) {
			if !strings.HasPrefix(request, "GET ") {
				f.Errorf("%s is not read-only: %s", strings.Join(tc.args, " "), request)
			}
		}
	}
	f.OfflineEqualsLive("web")
}

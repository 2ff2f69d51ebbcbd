package live

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// held names what a Snapshot holds: "pods/web-0".
func held(s *snapshot.Snapshot) (out []string) {
	for _, obj := range s.Objects() {
		res, _ := snapshot.ResourceOf(obj)
		out = append(out, res.Resource+"/"+obj.GetName())
	}
	return out
}

func status(name string) source.Request {
	return source.Request{Namespace: "x", Names: []string{name}, Needs: inspect.StatusNeeds, ChunkSize: 500}
}

func get(t *testing.T, a *api, req source.Request) *snapshot.Snapshot {
	t.Helper()
	s, err := a.source(t).Get(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRoundTrips(t *testing.T) {
	_, web := workload("x", "web")
	_, db := workload("y", "db")
	objects := slices.Concat(web, db, surroundings())
	short, _ := workload("x", "short")
	short.Status.Replicas = 1
	everything := func(r source.Request) source.Request {
		r.Needs = inspect.SnapshotNeeds
		return r
	}
	for name, tc := range map[string]struct {
		req             source.Request
		requests, trips int
		more            []runtime.Object
	}{
		"status of one set":         {status("web"), 9, 2, nil},
		"storage of one set":        {storage("web"), 9, 2, nil},
		"snapshot of one set":       {everything(status("web")), 14, 3, nil},
		"list of a namespace":       {source.Request{Namespace: "x", Needs: inspect.ListNeeds, ChunkSize: 500}, 5, 1, nil},
		"list of the whole cluster": {source.Request{Needs: inspect.ListNeeds, ChunkSize: 500}, 5, 1, nil},
		"list with a Pod missing":   {source.Request{Namespace: "x", Needs: inspect.ListNeeds, ChunkSize: 500}, 6, 2, []runtime.Object{short}},
		"snapshot of the cluster":   {everything(source.Request{ChunkSize: 500}), 13, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := serve(t, slices.Concat(objects, tc.more)...)
			a.hold = 40 * time.Millisecond
			s := get(t, a, tc.req)
			if len(s.Gaps()) > 0 {
				t.Errorf("gaps: %v", s.Gaps())
			}
			if len(a.requests) != tc.requests || a.waves != tc.trips {
				t.Errorf("%d requests in %d dependent round trips, want %d in %d:\n%s", len(a.requests), a.waves, tc.requests, tc.trips,
					strings.Join(a.requests, "\n"))
			}
		})
	}
}

func TestOneSetHoldsWhatBelongsToIt(t *testing.T) {
	_, web := workload("x", "web")
	_, db := workload("x", "db")
	a := serve(t, slices.Concat(web, db, surroundings())...)
	req := status("web")
	req.Needs = inspect.SnapshotNeeds
	s := get(t, a, req)
	want := []string{
		"configmaps/coredns", "controllerrevisions/web-1", "endpointslices/web-svc-abc", "nodes/node-a",
		"persistentvolumeclaims/data-web-0", "persistentvolumeclaims/data-web-1",
		"persistentvolumes/pv-data-web-0", "persistentvolumes/pv-data-web-1",
		"poddisruptionbudgets/db-pdb", "poddisruptionbudgets/web-pdb", "pods/web-0", "pods/web-1",
		"services/web-svc", "statefulsets/web", "storageclasses/fast",
	}
	if diff := cmp.Diff(want, held(s)); diff != "" {
		t.Error(diff)
	}
	for _, need := range inspect.SnapshotNeeds {
		namespace := "x"
		switch need {
		case snapshot.Nodes, snapshot.PersistentVolumes, snapshot.StorageClasses, snapshot.VolumeAttachments:
			namespace = ""
		case snapshot.ConfigMaps:
			namespace = snapshot.CoreDNSNamespace
		}
		if !s.Knows(need, namespace) {
			t.Errorf("%s is not known in %q", need, namespace)
		}
		if namespace == "x" && s.Knows(need, "y") {
			t.Errorf("%s is known in a namespace that was not read", need)
		}
	}
	if s.ServerVersion() != "v1.37.2" || s.Corefile() != "cluster.test" || time.Since(s.Time().Time) > time.Minute {
		t.Errorf("version %q, Corefile %q, time %s", s.ServerVersion(), s.Corefile(), s.Time())
	}
	if m := s.Service("x", "web-svc").ManagedFields; m != nil {
		t.Errorf("a Service kept its managedFields %v", m)
	}
}

func TestFleetHoldsWhatBelongsToTheSets(t *testing.T) {
	_, web := workload("x", "web")
	_, db := workload("y", "db")
	stray := &corev1.Pod{ObjectMeta: named("x", "web-9", nil)} // Nobody's, but with a name of the set.
	a := serve(t, slices.Concat(web, db, surroundings(), []runtime.Object{stray})...)
	for name, tc := range map[string]struct {
		req  source.Request
		want []string
	}{
		"all": {
			source.Request{Needs: inspect.ListNeeds},
			[]string{
				"persistentvolumeclaims/data-web-0", "persistentvolumeclaims/data-web-1", "persistentvolumeclaims/data-db-0",
				"persistentvolumeclaims/data-db-1", "pods/web-0", "pods/web-1", "pods/web-9", "pods/db-0", "pods/db-1",
				"services/web-svc", "services/db-svc", "statefulsets/web", "statefulsets/db",
			},
		},
		"by label": {
			source.Request{LabelSelector: "app=db", Needs: inspect.ListNeeds},
			[]string{
				"persistentvolumeclaims/data-db-0", "persistentvolumeclaims/data-db-1", "pods/db-0", "pods/db-1", "services/db-svc", "statefulsets/db",
			},
		},
		"by field": {
			source.Request{FieldSelector: "metadata.name=db", Needs: []schemaResource{snapshot.Services}},
			[]string{"services/db-svc", "statefulsets/db"},
		},
		"no set there": {
			source.Request{Namespace: "z", Needs: inspect.SnapshotNeeds},
			[]string{"configmaps/coredns", "storageclasses/fast", "storageclasses/slow"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, held(get(t, a, tc.req))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSeveralNames(t *testing.T) {
	_, web := workload("x", "web")
	_, db := workload("x", "db")
	_, mq := workload("x", "mq")
	a := serve(t, slices.Concat(web, db, mq)...)
	s := get(t, a, source.Request{Namespace: "x", Names: []string{"web", "db", "web"}, Needs: inspect.StatusNeeds})
	var sets []string
	for _, set := range s.StatefulSets() {
		sets = append(sets, set.Name)
	}
	if diff := cmp.Diff([]string{"db", "web"}, sets); diff != "" {
		t.Error(diff)
	}
	if len(s.PodsNamedFor("x", "mq")) != 0 || len(s.PodsNamedFor("x", "db")) != 2 {
		t.Errorf("held %v", held(s))
	}
}

func TestPagesAreReadToTheEnd(t *testing.T) {
	_, web := workload("x", "web")
	for i := 2; i < 25; i++ {
		web = append(web, pod(web[0].(*appsv1.StatefulSet), fmt.Sprintf("web-%d", i)))
	}
	a := serve(t, web...)
	req := status("web")
	req.ChunkSize = 10
	if n := len(get(t, a, req).PodsNamedFor("x", "web")); n != 25 {
		t.Errorf("%d Pods, want 25", n)
	}
	// The continue token expires after the first page: the list is taken whole.
	var limits []string
	a.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/pods") {
			return false
		}
		limits = append(limits, r.URL.Query().Get("limit"))
		if r.URL.Query().Get("continue") == "" {
			return false
		}
		fail(w, http.StatusGone, metav1.StatusReasonExpired, "The provided continue parameter is too old")
		return true
	}
	s := get(t, a, req)
	if n := len(s.PodsNamedFor("x", "web")); n != 25 || len(s.Gaps()) > 0 {
		t.Errorf("%d Pods, gaps %v", n, s.Gaps())
	}
	if diff := cmp.Diff([]string{"10", "10", ""}, limits); diff != "" {
		t.Error(diff)
	}
}

func TestBusyServerIsAskedAgain(t *testing.T) {
	_, web := workload("x", "web")
	a := serve(t, web...)
	refused := false
	a.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if refused || !strings.HasSuffix(r.URL.Path, "/services/web-svc") {
			return false
		}
		refused = true
		w.Header().Set("Retry-After", "0")
		fail(w, http.StatusTooManyRequests, metav1.StatusReasonTooManyRequests, "too many requests")
		return true
	}
	if s := get(t, a, status("web")); s.Service("x", "web-svc") == nil {
		t.Errorf("no Service, gaps %v", s.Gaps())
	}
}

func TestWhatNoSelectorFinds(t *testing.T) {
	t.Run("a Pod that holds a name of the set, one that lost its labels", func(t *testing.T) {
		set, objects := workload("x", "web")
		set.Status.Replicas = 1
		lost := pod(set, "gone-away")
		lost.Labels = nil
		objects = append(objects, &corev1.Pod{ObjectMeta: named("x", "web-5", nil)}, &corev1.Pod{ObjectMeta: named("x", "webby-5", nil)}, lost)
		s := get(t, serve(t, objects...), status("web"))
		if len(s.PodsNamedFor("x", "web")) != 3 || len(s.PodsControlledBy(set.UID)) != 3 || s.PodsNamedFor("x", "webby") != nil {
			t.Errorf("held %v", held(s))
		}
	})
	t.Run("claims made by hand, without labels", func(t *testing.T) {
		set, objects := workload("x", "web")
		leftover := claim(set, "data-web-7")
		for _, obj := range append(objects, leftover) {
			if c, ok := obj.(*corev1.PersistentVolumeClaim); ok {
				c.Labels = nil
			}
		}
		other := claim(set, "data-webby-7")
		other.Labels = nil
		s := get(t, serve(t, append(objects, leftover, other)...), status("web"))
		if len(s.ClaimsNamedFor("x", "data-web")) != 3 || s.Claim("x", other.Name) != nil {
			t.Errorf("held %v", held(s))
		}
	})
	t.Run("a claim that all Pods share costs no third round trip", func(t *testing.T) {
		set, objects := workload("x", "web")
		volume := corev1.Volume{Name: "all", VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "shared"},
		}}
		set.Spec.Template.Spec.Volumes = []corev1.Volume{volume}
		for _, obj := range objects {
			if p, ok := obj.(*corev1.Pod); ok {
				p.Spec.Volumes = append(p.Spec.Volumes, volume)
			}
		}
		a := serve(t, append(objects, &corev1.PersistentVolumeClaim{ObjectMeta: named("x", "shared", nil)})...)
		a.hold = 20 * time.Millisecond
		if s := get(t, a, status("web")); s.Claim("x", "shared") == nil || a.waves != 2 {
			t.Errorf("%d round trips, held %v", a.waves, held(s))
		}
	})
	t.Run("the default StorageClass, and one that only claims name", func(t *testing.T) {
		set, objects := workload("x", "web")
		set.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = nil
		a := serve(t, append(objects, &storagev1.StorageClass{ObjectMeta: named("", "fast", nil)})...)
		a.hold = 20 * time.Millisecond
		if s := get(t, a, status("web")); s.StorageClass("fast") == nil || a.waves != 2 {
			t.Errorf("%d round trips, held %v", a.waves, held(s))
		}
		set.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = ptr("new")
		if s := get(t, a, status("web")); s.StorageClass("fast") == nil || !s.Knows(snapshot.StorageClasses, "") {
			t.Errorf("held %v", held(s))
		}
	})
	t.Run("events of the set, while a Pod is missing", func(t *testing.T) {
		set, objects := workload("x", "web")
		event := func(name string, ref corev1.ObjectReference) *corev1.Event {
			return &corev1.Event{ObjectMeta: named("x", name, nil), InvolvedObject: ref, Reason: "FailedCreate"}
		}
		a := serve(t, append(objects,
			event("refused", corev1.ObjectReference{Kind: "StatefulSet", Name: "web", UID: set.UID}),
			event("other", corev1.ObjectReference{Kind: "StatefulSet", Name: "web", UID: "before"}),
			event("pulled", corev1.ObjectReference{Kind: "Pod", Name: "web-0", UID: "x/web-0"}))...)
		for _, req := range []source.Request{status("web"), {Needs: inspect.StatusNeeds}} {
			set.Status.Replicas = 1
			if s := get(t, a, req); len(s.EventsOf(set.UID)) != 1 || len(s.EventsOf("before")) != 0 || len(s.EventsOf("x/web-0")) != 0 {
				t.Errorf("held %v", held(s))
			}
		}
		set.Status.Replicas = 2
		if s := get(t, a, status("web")); !s.Knows(snapshot.Events, "x") || strings.Contains(strings.Join(a.requests[len(a.requests)-8:], " "), "events") {
			t.Errorf("requests %v", a.requests)
		}
	})
	t.Run("no governing Service", func(t *testing.T) {
		set, objects := workload("x", "web")
		set.Spec.ServiceName = ""
		s := get(t, serve(t, objects...), status("web"))
		if !s.Knows(snapshot.Services, "x") || !s.Knows(snapshot.EndpointSlices, "x") {
			t.Errorf("reads %v", s.Reads())
		}
	})
}

func TestManyNamesAreListed(t *testing.T) {
	set, objects := workload("x", "web")
	for i := 2; i < 80; i++ {
		name := fmt.Sprintf("web-%d", i)
		p := pod(set, name)
		p.Spec.NodeName = "node-" + name
		objects = append(objects, p, &corev1.Node{ObjectMeta: named("", p.Spec.NodeName, nil)})
	}
	a := serve(t, append(objects, &corev1.Node{ObjectMeta: named("", "idle", nil)}, &corev1.Node{ObjectMeta: named("", "node-a", nil)})...)
	req := status("web")
	req.Needs = []schemaResource{snapshot.Pods, snapshot.Nodes}
	s := get(t, a, req)
	if s.Node("node-web-79") == nil || s.Node("node-a") == nil || s.Node("idle") != nil || len(a.requests) != 4 {
		t.Errorf("requests %v", a.requests)
	}
}

package live

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/clock"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// follow begins a watch that ends with the test.
func follow(t *testing.T, a *api, req source.Request, c clock.WithTicker) source.Watch {
	t.Helper()
	s := a.source(t)
	if c != nil {
		s.clock = c
	}
	w, err := s.Watch(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
	return w
}

func look(t *testing.T, w source.Watch) *snapshot.Snapshot {
	t.Helper()
	s, err := w.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eventually waits for a change after which the snapshot is as wanted.
func eventually(t *testing.T, w source.Watch, what string, want func(*snapshot.Snapshot) bool) *snapshot.Snapshot {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		s := look(t, w)
		if want(s) {
			return s
		}
		select {
		case <-w.Changed():
		case <-deadline:
			t.Fatalf("never: %s; held %v, gaps %v, contact %+v", what, held(s), s.Gaps(), w.Contact())
		}
	}
}

// poll waits for what no change tells.
func poll(t *testing.T, what string, want func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !want(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never: " + what)
		}
	}
}

// difference compares two snapshots in all but their time.
func difference(t *testing.T, a, b *snapshot.Snapshot) string {
	t.Helper()
	if a.ServerVersion() != b.ServerVersion() {
		return "server version " + a.ServerVersion() + " and " + b.ServerVersion()
	}
	return cmp.Diff(a.Objects(), b.Objects()) + cmp.Diff(a.Reads(), b.Reads()) + cmp.Diff(a.Gaps(), b.Gaps())
}

func TestWatchShowsWhatGetReads(t *testing.T) {
	everything := source.Request{Namespace: "x", Names: []string{"web"}, Needs: inspect.SnapshotNeeds}
	lean := source.Request{Needs: inspect.ListNeeds, Detail: snapshot.Lean, ChunkSize: 3}
	for name, tc := range map[string]struct {
		req  source.Request
		edit func(set *appsv1.StatefulSet) []runtime.Object
	}{
		"status of one set":   {status("web"), nil},
		"everything of a set": {everything, nil},
		"several names":       {source.Request{Namespace: "x", Names: []string{"web", "db"}, Needs: inspect.StatusNeeds}, nil},
		"all, lean, paged":    {lean, nil},
		"by selector":         {source.Request{LabelSelector: "app=db", Needs: inspect.StatusNeeds}, nil},
		"no set there":        {source.Request{Namespace: "z", Needs: inspect.SnapshotNeeds}, nil},
		"a name that is taken": {status("web"), func(set *appsv1.StatefulSet) []runtime.Object {
			set.Status.Replicas = 1
			return []runtime.Object{
				&corev1.Pod{ObjectMeta: named("x", "web-5", nil)},
				&corev1.Event{ObjectMeta: named("x", "refused", nil), InvolvedObject: corev1.ObjectReference{Kind: "StatefulSet", UID: set.UID}},
			}
		}},
		"a claim made by hand": {status("web"), func(set *appsv1.StatefulSet) []runtime.Object {
			set.Spec.Template.Spec.Volumes = []corev1.Volume{{VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "shared"},
			}}}
			c := claim(set, "data-web-1")
			c.Labels = nil
			return []runtime.Object{c, &corev1.PersistentVolumeClaim{ObjectMeta: named("x", "shared", nil)}}
		}},
	} {
		for _, old := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, old server %t", name, old), func(t *testing.T) {
				t.Parallel()
				set, web := workload("x", "web")
				_, db := workload("x", "db")
				_, other := workload("y", "db")
				a := serve(t, slices.Concat(web, db, other, surroundings())...)
				a.old = old
				if tc.edit != nil {
					a.put(tc.edit(set)...)
					a.put(set)
				}
				w := follow(t, a, tc.req, nil)
				if diff := difference(t, get(t, a, tc.req), look(t, w)); diff != "" {
					t.Errorf("-get +watch\n%s", diff)
				}
				asksForTheNewest(t, a)
			})
		}
	}
}

// asksForTheNewest fails for lists of an older state: with "0" of the server's
// cache, with a version and a limit of exactly that version.
func asksForTheNewest(t *testing.T, a *api) {
	t.Helper()
	for _, r := range a.seen() {
		if strings.Contains(r, "resourceVersion=") && !strings.Contains(r, "watch=true") {
			t.Errorf("%s may list what is out of date", r)
		}
	}
}

func (a *api) seen() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.requests)
}

func TestWatchFollowsChanges(t *testing.T) {
	set, web := workload("x", "web")
	a := serve(t, slices.Concat(web, surroundings())...)
	w := follow(t, a, status("web"), nil)
	before := look(t, w)

	missing := set.DeepCopy()
	missing.Status.Replicas = 1
	a.remove(pod(set, "web-1"))
	a.put(missing, &corev1.Pod{ObjectMeta: named("x", "web-1", nil)}, &corev1.Pod{ObjectMeta: named("x", "another-1", nil)},
		&corev1.Event{ObjectMeta: named("x", "refused", nil), InvolvedObject: corev1.ObjectReference{Kind: "StatefulSet", UID: set.UID}})
	s := eventually(t, w, "the name is taken, and an event says so", func(s *snapshot.Snapshot) bool {
		return len(s.EventsOf(set.UID)) == 1 && len(s.PodsNamedFor("x", "web")) == 2 && len(s.PodsControlledBy(set.UID)) == 1
	})
	if diff := difference(t, get(t, a, status("web")), s); diff != "" {
		t.Errorf("-get +watch\n%s", diff)
	}
	if len(before.PodsControlledBy(set.UID)) != 2 {
		t.Error("a snapshot changed after it was given")
	}

	a.put(set, pod(set, "web-1"))
	s = eventually(t, w, "web-1 is the set's own again", func(s *snapshot.Snapshot) bool {
		return len(s.PodsControlledBy(set.UID)) == 2 && len(s.EventsOf(set.UID)) == 0
	})
	if diff := difference(t, get(t, a, status("web")), s); diff != "" {
		t.Errorf("-get +watch\n%s", diff)
	}
}

func TestWatchOfASetThatComesAndGoes(t *testing.T) {
	set, web := workload("x", "web")
	a := serve(t)
	w := follow(t, a, status("web"), nil)
	if s := look(t, w); len(s.StatefulSets()) != 0 {
		t.Errorf("held %v", held(s))
	}
	a.put(web...)
	eventually(t, w, "it is there", func(s *snapshot.Snapshot) bool { return len(s.PodsControlledBy(set.UID)) == 2 })
	a.remove(set)
	s := eventually(t, w, "it is gone", func(s *snapshot.Snapshot) bool { return len(s.StatefulSets()) == 0 })
	if diff := cmp.Diff([]string{"pods/web-0", "pods/web-1"}, held(s)); diff != "" {
		t.Errorf("its Pods are still there: %s", diff)
	}
	a.remove(pod(set, "web-0"), pod(set, "web-1"))
	eventually(t, w, "they are gone too", func(s *snapshot.Snapshot) bool { return len(s.Objects()) == 0 })

	two := source.Request{Namespace: "x", Names: []string{"web", "db"}, Needs: inspect.StatusNeeds}
	a.put(web...)
	w = follow(t, a, two, nil)
	a.remove(set)
	eventually(t, w, "its Pods alone are left, with db never there", func(s *snapshot.Snapshot) bool {
		return len(s.StatefulSets()) == 0 && len(s.PodsControlledBy(set.UID)) == 2
	})
}

func TestWatchGathersChanges(t *testing.T) {
	set, web := workload("x", "web")
	a := serve(t, web...)
	c := clocktesting.NewFakeClock(time.Now())
	w := follow(t, a, status("web"), c)
	quiet := func() {
		t.Helper()
		for range 20 { // Whatever is still to be told of the beginning.
			c.Step(gathering)
			time.Sleep(time.Millisecond)
		}
		select {
		case <-w.Changed():
		default:
		}
	}
	quiet()
	for i := range 50 {
		a.put(pod(set, fmt.Sprintf("web-%d", i)))
	}
	poll(t, "all 50 are there", func() bool { return len(look(t, w).PodsControlledBy(set.UID)) == 50 })
	select {
	case <-w.Changed():
		t.Fatal("told before the others had the time to come")
	default:
	}
	poll(t, "somebody waits for the others", c.HasWaiters)
	c.Step(gathering)
	<-w.Changed()
	c.Step(gathering)
	select {
	case <-w.Changed():
		t.Error("50 changes at once were told more than once")
	default:
	}
}

func TestUnusedStreamsEnd(t *testing.T) {
	set, web := workload("x", "web")
	set.Status.Replicas = 1
	a := serve(t, web...)
	c := clocktesting.NewFakeClock(time.Now())
	w := follow(t, a, status("web"), c)
	open := func() int {
		a.changes.mu.Lock()
		defer a.changes.mu.Unlock()
		return a.watches
	}
	poll(t, "all are open", func() bool { look(t, w); return open() == 10 })
	whole := set.DeepCopy()
	whole.Status.Replicas = 2
	a.put(whole)
	// Neither Events nor the namespace's Pods matter any more, and claims are found by label.
	poll(t, "the set is whole", func() bool { return !podMissing(look(t, w).StatefulSet("x", "web")) })
	c.Step(unused)
	look(t, w)
	poll(t, "three are closed, one opened", func() bool { return open() == 8 })
}

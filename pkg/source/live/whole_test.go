package live

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

func storage(name string) source.Request {
	return source.Request{Namespace: "x", Names: []string{name}, Needs: inspect.StorageNeeds, Whole: inspect.StorageWhole, ChunkSize: 500}
}

func mounting(namespace, name, claim string) *corev1.Pod {
	p := &corev1.Pod{ObjectMeta: named(namespace, name, nil)}
	p.Spec.NodeName = "node-b"
	p.Spec.Volumes = []corev1.Volume{{Name: "v", VolumeSource: corev1.VolumeSource{
		PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: claim}}}}
	return p
}

func released(name, namespace, claim string) *corev1.PersistentVolume {
	return &corev1.PersistentVolume{ObjectMeta: named("", name, nil), Spec: corev1.PersistentVolumeSpec{
		ClaimRef: &corev1.ObjectReference{Namespace: namespace, Name: claim}}}
}

func attachment(name, volume string) *storagev1.VolumeAttachment {
	return &storagev1.VolumeAttachment{ObjectMeta: named("", name, nil),
		Spec: storagev1.VolumeAttachmentSpec{NodeName: "node-a", Source: storagev1.VolumeAttachmentSource{PersistentVolumeName: &volume}}}
}

// around is what storage looks at beyond the set itself, and what is none of its business.
func around() []runtime.Object {
	return []runtime.Object{
		mounting("x", "backup", "data-web-1"), mounting("x", "front", "scratch"), mounting("y", "backup", "data-web-1"),
		released("pv-old", "x", "data-web-7"), released("pv-other", "x", "data-other-7"), released("pv-elsewhere", "y", "data-web-7"),
		attachment("a-web", "pv-data-web-0"), attachment("a-other", "pv-other"),
	}
}

func TestStorageOfOneSet(t *testing.T) {
	set, web := workload("x", "web")
	// A Pod that lost its labels is still the set's.
	web = append(web, &corev1.Pod{ObjectMeta: ownedBy(named("x", "web-5", nil), set)})
	s := get(t, serve(t, slices.Concat(web, surroundings(), around())...), storage("web"))
	want := []string{
		"controllerrevisions/web-1", "nodes/node-a", "nodes/node-b",
		"persistentvolumeclaims/data-web-0", "persistentvolumeclaims/data-web-1",
		"persistentvolumes/pv-data-web-0", "persistentvolumes/pv-data-web-1", "persistentvolumes/pv-old",
		"pods/backup", "pods/web-0", "pods/web-1", "pods/web-5",
		"statefulsets/web", "storageclasses/fast", "volumeattachments/a-web",
	}
	if diff := cmp.Diff(want, held(s)); diff != "" {
		t.Error(diff)
	}
	if pods := s.PodsMounting("x", "data-web-1"); len(pods) != 2 {
		t.Errorf("data-web-1 is mounted by %d Pods, want 2", len(pods))
	}
}

// A fleet is read whole in the same way as one set.
func TestStorageOfSeveralSets(t *testing.T) {
	_, web := workload("x", "web")
	objects := slices.Concat(web, surroundings(), around())
	one := held(get(t, serve(t, objects...), storage("web")))
	fleet := storage("web")
	fleet.Names, fleet.LabelSelector = nil, "app=web"
	several := held(get(t, serve(t, objects...), fleet))
	several = slices.DeleteFunc(several, func(name string) bool { return name == "storageclasses/slow" }) // Lists have all of them.
	if diff := cmp.Diff(one, several); diff != "" {
		t.Error(diff)
	}
}

func TestOrphansAreRead(t *testing.T) {
	_, web := workload("x", "web")
	s := get(t, serve(t, slices.Concat(web, surroundings(), around(), []runtime.Object{
		&corev1.PersistentVolumeClaim{ObjectMeta: named("x", "data-gone-0", nil), Spec: corev1.PersistentVolumeClaimSpec{VolumeName: "pv-gone"}},
		&corev1.PersistentVolume{ObjectMeta: named("", "pv-gone", nil)},
	})...), source.Request{Namespace: "x", Needs: inspect.OrphanNeeds, Whole: inspect.OrphanWhole})
	got := held(s)
	for _, want := range []string{"persistentvolumeclaims/scratch", "persistentvolumeclaims/data-gone-0", "persistentvolumes/pv-gone", "pods/front", "pods/backup"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not held", want)
		}
	}
	for _, other := range []string{"pods/front-6b7f9", "persistentvolumes/pv-elsewhere"} {
		if slices.Contains(got, other) {
			t.Errorf("%s is held", other)
		}
	}
	if !s.Knows(snapshot.StatefulSets, "x") || !s.Knows(snapshot.PersistentVolumeClaims, "x") {
		t.Error("sets and claims were read whole, and are not known")
	}
}

const stats = `{"node":{"nodeName":"node-a"},"pods":[
 {"podRef":{"name":"web-0","namespace":"x"},"volume":[
  {"time":"2026-03-01T02:59:30Z","availableBytes":300,"capacityBytes":1000,"usedBytes":700,"inodesFree":9,"inodes":10,"inodesUsed":1,
   "name":"data","pvcRef":{"name":"data-web-0","namespace":"x"}},
  {"time":"2026-03-01T02:59:30Z","usedBytes":5,"name":"tmp"}]},
 {"podRef":{"name":"other","namespace":"y"},"volume":[{"usedBytes":1,"name":"v","pvcRef":{"name":"data-web-0","namespace":"y"}}]}]}`

func TestVolumeStats(t *testing.T) {
	ask := func(t *testing.T, answer func(http.ResponseWriter, string)) *snapshot.Snapshot {
		t.Helper()
		_, web := workload("x", "web")
		for _, obj := range web {
			if pod, ok := obj.(*corev1.Pod); ok && pod.Name == "web-1" {
				pod.Spec.NodeName = "node-b"
			}
		}
		a := serve(t, slices.Concat(web, surroundings())...)
		a.answer = func(w http.ResponseWriter, r *http.Request) bool {
			node, ok := strings.CutPrefix(r.URL.Path, "/api/v1/nodes/")
			if !ok || !strings.HasSuffix(node, "/proxy/stats/summary") {
				return false
			}
			answer(w, strings.TrimSuffix(node, "/proxy/stats/summary"))
			return true
		}
		req := storage("web")
		req.Needs = append(slices.Clone(req.Needs), snapshot.VolumeStats)
		return get(t, a, req)
	}
	t.Run("measured", func(t *testing.T) {
		s := ask(t, func(w http.ResponseWriter, _ string) { fmt.Fprint(w, stats) })
		u := s.VolumeUsage("x", "data-web-0")
		if u == nil || *u.UsedBytes != 700 || *u.CapacityBytes != 1000 || *u.AvailableBytes != 300 || *u.Inodes != 10 || *u.InodesUsed != 1 || *u.InodesFree != 9 || u.Time.IsZero() {
			t.Errorf("usage of data-web-0 = %+v", u)
		}
		if u := s.VolumeUsage("x", "data-web-1"); u != nil {
			t.Errorf("nobody measured data-web-1, and yet: %+v", u)
		}
		if s.VolumeUsage("y", "data-web-0") != nil {
			t.Error("the usage of others is held")
		}
		if len(s.Gaps()) > 0 || !s.Knows(snapshot.VolumeStats, "") {
			t.Errorf("gaps %v, known %v", s.Gaps(), s.Knows(snapshot.VolumeStats, ""))
		}
	})
	t.Run("a number below zero", func(t *testing.T) {
		s := ask(t, func(w http.ResponseWriter, _ string) {
			fmt.Fprint(w, strings.Replace(stats, `"availableBytes":300`, `"availableBytes":18446744073709551615`, 1))
		})
		if u := s.VolumeUsage("x", "data-web-0"); u == nil || u.AvailableBytes != nil || *u.UsedBytes != 700 || len(s.Gaps()) > 0 {
			t.Errorf("usage %+v, gaps %v", u, s.Gaps())
		}
	})
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, string)
		reason snapshot.GapReason
		want   string
	}{
		"refused everywhere": {func(w http.ResponseWriter, node string) {
			fail(w, http.StatusForbidden, metav1.StatusReasonForbidden, `nodes "`+node+`" is forbidden: User "dev" cannot get resource "nodes/proxy"`)
		}, snapshot.Forbidden, "of node-a, node-b: may not get nodes/proxy"},
		"refused for one": {func(w http.ResponseWriter, node string) {
			if node == "node-b" {
				fail(w, http.StatusForbidden, metav1.StatusReasonForbidden, "no")
				return
			}
			fmt.Fprint(w, stats)
		}, snapshot.Forbidden, "of node-b: may not get nodes/proxy"},
		"no kubelet": {func(w http.ResponseWriter, node string) {
			fail(w, http.StatusBadGateway, metav1.StatusReasonUnknown, "dial tcp: lookup "+node+": no such host")
		}, snapshot.Failed, "of node-a, node-b: dial tcp: lookup the node: no such host"},
		"no summary": {func(w http.ResponseWriter, _ string) { fmt.Fprint(w, "<html>") }, snapshot.Failed, "of node-a, node-b: what it answers is no stats summary"},
	} {
		t.Run(name, func(t *testing.T) {
			s := ask(t, c.answer)
			if len(s.Gaps()) != 1 || s.Gaps()[0].Resource != snapshot.VolumeStats || s.Gaps()[0].Reason != c.reason || s.Gaps()[0].Message != c.want {
				t.Errorf("gaps = %+v, want %s: %s", s.Gaps(), c.reason, c.want)
			}
			if s.Knows(snapshot.VolumeStats, "") {
				t.Error("what was not read is known")
			}
			if measured := s.VolumeUsage("x", "data-web-0") != nil; measured != (name == "refused for one") {
				t.Errorf("data-web-0 is measured: %v", measured)
			}
		})
	}
}

// Kubelets of nodes on which nothing mounts a claim of the set are not asked.
func TestVolumeStatsOfOwnNodesAlone(t *testing.T) {
	set, web := workload("x", "web")
	stranger := mounting("x", "front", "scratch")
	stranger.Spec.NodeName = "node-c"
	ended := mounting("x", "web-7", "data-web-0")
	ended.ObjectMeta = ownedBy(ended.ObjectMeta, set)
	ended.Spec.NodeName, ended.Status.Phase = "node-d", corev1.PodFailed
	for _, several := range []bool{false, true} {
		a := serve(t, slices.Concat(web, surroundings(), []runtime.Object{stranger, ended})...)
		var mu sync.Mutex
		var asked []string
		a.answer = func(w http.ResponseWriter, r *http.Request) bool {
			node, ok := strings.CutPrefix(r.URL.Path, "/api/v1/nodes/")
			if !ok || !strings.HasSuffix(node, "/proxy/stats/summary") {
				return false
			}
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, strings.TrimSuffix(node, "/proxy/stats/summary"))
			fmt.Fprint(w, stats)
			return true
		}
		req := storage("web")
		if several {
			req.Names, req.LabelSelector = nil, "app=web"
		}
		req.Needs = append(slices.Clone(req.Needs), snapshot.VolumeStats)
		get(t, a, req)
		if diff := cmp.Diff([]string{"node-a"}, asked); diff != "" {
			t.Errorf("several sets %t: %s", several, diff)
		}
	}
}

// What scaling up takes is found by its name, and what a claim could be bound to by its class.
func TestStorageReadsBeyondLabels(t *testing.T) {
	_, web := workload("x", "web")
	free := func(name, class string) *corev1.PersistentVolume {
		return &corev1.PersistentVolume{ObjectMeta: named("", name, nil), Spec: corev1.PersistentVolumeSpec{StorageClassName: class}}
	}
	objects := slices.Concat(web, surroundings(), []runtime.Object{
		&corev1.PersistentVolumeClaim{ObjectMeta: named("x", "data-web-9", map[string]string{"app": "other"})},
		free("pv-free", "fast"), free("pv-slow", "slow-and-not-ours"), free("pv-none", ""),
		&storagev1.VolumeAttachment{ObjectMeta: named("", "a-inline", nil), Spec: storagev1.VolumeAttachmentSpec{NodeName: "node-a"}},
	})
	for _, several := range []bool{false, true} {
		req := storage("web")
		if several {
			req.Names, req.LabelSelector = nil, "app=web"
		}
		got := held(get(t, serve(t, objects...), req))
		for name, want := range map[string]bool{
			"persistentvolumeclaims/data-web-9": true, "persistentvolumes/pv-free": true, "persistentvolumes/pv-slow": false,
			"persistentvolumes/pv-none": false, "volumeattachments/a-inline": false,
		} {
			if slices.Contains(got, name) != want {
				t.Errorf("several sets %t: %s is held: %t", several, name, !want)
			}
		}
	}
}

// A claim that all Pods share is there, also while no Pod tells of it.
func TestSharedClaimWithoutPods(t *testing.T) {
	for _, refused := range []bool{false, true} {
		for _, several := range []bool{false, true} {
			set, web := workload("x", "web")
			set.Spec.Template.Spec.Volumes = []corev1.Volume{{Name: "common", VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "common"}}}}
			web = slices.DeleteFunc(web, func(o runtime.Object) bool { _, pod := o.(*corev1.Pod); return pod && !refused })
			if !refused {
				none := int32(0)
				set.Spec.Replicas = &none
			}
			a := serve(t, append(web, &corev1.PersistentVolumeClaim{ObjectMeta: named("x", "common", nil)})...)
			a.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if !refused || !strings.HasSuffix(r.URL.Path, "/pods") {
					return false
				}
				fail(w, http.StatusForbidden, metav1.StatusReasonForbidden, "no")
				return true
			}
			req := storage("web")
			if several {
				req.Names, req.LabelSelector = nil, "app=web"
			}
			if s := get(t, a, req); s.Claim("x", "common") == nil {
				t.Errorf("Pods refused %t, several sets %t: common is not held", refused, several)
			}
		}
	}
}

// Nobody asks the kubelets unless somebody wants to know.
func TestVolumeStatsAreOptIn(t *testing.T) {
	_, web := workload("x", "web")
	a := serve(t, slices.Concat(web, surroundings())...)
	get(t, a, storage("web"))
	if slices.ContainsFunc(a.requests, func(r string) bool { return strings.Contains(r, "proxy") }) {
		t.Errorf("kubelets were asked: %v", a.requests)
	}
}

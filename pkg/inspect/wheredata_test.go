package inspect

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// homeless is a Pod that the scheduler can send nowhere because of where its volume is.
func homeless(p *corev1.Pod) {
	mounting(p)
	unschedulable(5 * time.Minute)(p)
	p.Status.Conditions[0].Message = "0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate"
}

// How a Pod gets back to its data, and only then how it starts without.
func TestAdviceOnWhereTheDataIs(t *testing.T) {
	onA, zoneA := only(corev1.LabelHostname, "node-a"), inZone("zone-a")
	a, b := node("node-a", "zone-a"), node("node-b", "zone-b")
	outOfService := tainted(corev1.TaintNodeOutOfService)
	giveUp := "kubectl -n shop delete persistentvolumeclaim www-web-0"
	tests := []struct {
		name    string
		volume  func(*corev1.PersistentVolume)
		nodes   []snapshot.Object
		message string
		want    []string
	}{
		{"a cordoned node", onA, []snapshot.Object{node("node-a", "zone-a", cordoned), b}, "Let Pods run on node node-a again", []string{"kubectl uncordon node-a"}},
		{"a node that is away", onA, []snapshot.Object{node("node-a", "zone-a", notReady), b}, "Bring node node-a back, where the data of web-0 is",
			[]string{"kubectl describe node node-a", "kubectl delete node node-a"}},
		{"a node that is back, and still out of service", onA, []snapshot.Object{node("node-a", "zone-a", outOfService), b}, "Node node-a is ready again; take the out-of-service taint off",
			[]string{"kubectl taint node node-a node.kubernetes.io/out-of-service:NoExecute-"}},
		{"a node that is away is not called ready", onA, []snapshot.Object{node("node-a", "zone-a", outOfService, notReady), b}, "Bring node node-a back, where the data of web-0 is",
			[]string{"kubectl describe node node-a", "kubectl delete node node-a"}},
		{"a node that is gone for good", onA, []snapshot.Object{b}, "If a node that can use its data comes back, web-0 starts there by itself", []string{giveUp}},
		{"a zone without nodes", zoneA, []snapshot.Object{b}, "If a node that can use its data comes back, web-0 starts there by itself", []string{giveUp}},
		{"another node of the zone", zoneA, []snapshot.Object{node("node-c", "zone-a", cordoned), b}, "Let Pods run on node node-c again", []string{"kubectl uncordon node-c"}},
		{"one of two nodes of the zone is away", zoneA, []snapshot.Object{node("node-a", "zone-a", notReady), node("node-c", "zone-a"), b}, "Bring node node-a back, which can use the data of web-0",
			[]string{"kubectl describe node node-a"}},
		{"a volume that could not be read", nil, []snapshot.Object{a, b}, "Make room for it, or correct what the template asks of a node",
			[]string{"kubectl -n shop delete pod web-0"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(1, template10).pod(0, newRev, homeless).add(claim10(0)).add(tt.nodes...)
			if tt.volume != nil {
				w.add(volume(0, tt.volume))
			}
			advice := w.stored().Rollout.Advice
			if len(advice) == 0 || advice[0].Message != tt.message {
				t.Fatalf("advice %+v, want first %q", advice, tt.message)
			}
			var commands []string
			for _, a := range advice {
				commands = append(commands, a.Commands...)
			}
			if diff := cmp.Diff(tt.want, commands); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
		})
	}
}

// Views that read no Nodes send people to the one that does; a Pod that lacks room is another matter.
func TestWhoAsksWhereTheDataIs(t *testing.T) {
	w := newWorld(1, template10).pod(0, newRev, homeless).add(claim10(0), volume(0, only(corev1.LabelHostname, "node-a")))
	want := "kubectl sts storage web -n shop"
	if a := w.report().Rollout.Advice; len(a) != 1 || len(a[0].Commands) != 1 || a[0].Commands[0] != want {
		t.Errorf("advice %+v, want %q alone", a, want)
	}
	w = newWorld(1, template10).pod(0, newRev, mounting, unschedulable(5*time.Minute)).add(claim10(0), volume(0))
	if a := w.report().Rollout.Advice; len(a) == 0 || a[0].Message != "Make room for it, or correct what the template asks of a node" {
		t.Errorf("advice %+v, want room for it", a)
	}
}

// Only what is out of reach is given up: another claim of the Pod keeps its data.
func TestAClaimInReachIsNotGivenUp(t *testing.T) {
	set := func(s *appsv1.StatefulSet) {
		template10(s)
		logs := s.Spec.VolumeClaimTemplates[0].DeepCopy()
		logs.Name = "logs"
		s.Spec.VolumeClaimTemplates = append(s.Spec.VolumeClaimTemplates, *logs)
	}
	logs, logsVolume := claim10(0), volume(0, only(corev1.LabelHostname, "node-b"))
	logs.Name, logs.Spec.VolumeName = "logs-web-0", "pv-logs"
	logsVolume.Name, logsVolume.Spec.ClaimRef.Name = "pv-logs", "logs-web-0"
	advice := newWorld(1, set).pod(0, newRev, homeless).add(node("node-b", "zone-b"), claim10(0), logs, volume(0, only(corev1.LabelHostname, "node-a")), logsVolume).stored().Rollout.Advice
	want := []string{"kubectl -n shop delete persistentvolumeclaim www-web-0"}
	if len(advice) == 0 {
		t.Fatal("no advice")
	}
	if diff := cmp.Diff(want, advice[len(advice)-1].Commands); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

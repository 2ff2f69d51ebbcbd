package inspect

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func placementAt(t *testing.T, r *v1alpha1.StatefulSetReport, ordinal int32) string {
	t.Helper()
	for i := range r.Ordinals {
		p := r.Ordinals[i].Placement
		if r.Ordinals[i].Ordinal != ordinal || p == nil {
			continue
		}
		counts := "?"
		if p.NodesUsable != nil {
			counts = fmt.Sprintf("%d/%d", *p.NodesUsable, *p.NodesSuitable)
		}
		return fmt.Sprintf("%s %s %v: %s", p.State, counts, p.Nodes, p.Message)
	}
	return ""
}

func TestWhereAPodCanRun(t *testing.T) {
	wffc := storagev1.VolumeBindingWaitForFirstConsumer
	waits := func(topologies ...string) *storagev1.StorageClass {
		c := &storagev1.StorageClass{ObjectMeta: metav1.ObjectMeta{Name: "fast"}, Provisioner: "csi.example.com", VolumeBindingMode: &wffc}
		for _, zone := range topologies {
			c.AllowedTopologies = append(c.AllowedTopologies, corev1.TopologySelectorTerm{MatchLabelExpressions: []corev1.TopologySelectorLabelRequirement{
				{Key: corev1.LabelTopologyZone, Values: []string{zone}}}})
		}
		return c
	}
	tolerant := func(p *corev1.Pod) {
		p.Spec.Tolerations = []corev1.Toleration{{Key: "dedicated", Operator: corev1.TolerationOpExists}}
	}
	picky := func(p *corev1.Pod) { p.Spec.NodeSelector = map[string]string{"disk": "ssd"} }
	running := newWorld(1, template10).pod(0, newRev, mounting).add(claim10(0))
	with := func(w *world, objects ...snapshot.Object) *world {
		return (&world{set: w.set, objects: append([]snapshot.Object{}, w.objects...)}).add(objects...)
	}
	pod := func(options ...podOption) *world {
		return newWorld(1, template10).pod(0, newRev, append([]podOption{mounting}, options...)...).add(claim10(0))
	}
	oldLabels := func(pv *corev1.PersistentVolume) {
		pv.Labels = map[string]string{corev1.LabelFailureDomainBetaZone: "zone-a__zone-b"}
	}
	a, b, c := node("node-a", "zone-a"), node("node-b", "zone-b"), node("node-c", "zone-a")
	unread := func(w *world, what string) *world {
		w.unread = map[string]bool{what: true}
		return w
	}
	tests := []struct {
		name  string
		world *world
		want  string
	}{
		{"anywhere without node affinity", with(running, volume(0), a, b), "Free 2/2 [node-a node-b]: no volume ties it to nodes"},
		{"anywhere, as far as the volume goes, when Nodes are unread", unread(with(running, volume(0)), "nodes"), "Free ? []: no volume ties it to nodes"},
		{"in its zone", with(running, volume(0, inZone("zone-a")), a, b, c), "Tied 2/2 [node-a node-c]: its data is in zone-a: 2 nodes there"},
		{"in its zone by a driver's own label", with(running, volume(0, only("topology.gke.io/zone", "zone-a")), a,
			node("node-d", "zone-a", func(n *corev1.Node) { n.Labels["topology.gke.io/zone"] = "zone-a" })), "Tied 1/1 [node-d]: its data is in zone-a: 1 node there"},
		{"in the zones of labels of old", with(running, volume(0, oldLabels), a, b, node("node-e", "zone-c")),
			"Tied 2/2 [node-a node-b]: its data is on nodes with failure-domain.beta.kubernetes.io/zone in zone-a, zone-b: 2 nodes there"},
		{"on fewer nodes of its zone when some cannot take it", with(running, volume(0, inZone("zone-a")), a, b, node("node-c", "zone-a", cordoned), node("node-d", "zone-a", notReady)),
			"Tied 1/3 [node-a]: its data is in zone-a: 3 nodes there, 1 of 3 can take it (node-c is cordoned, node-d is not ready)"},
		{"not on tainted nodes", with(running, volume(0, inZone("zone-a")), a, node("node-c", "zone-a", tainted("dedicated"))),
			"Tied 1/2 [node-a]: its data is in zone-a: 2 nodes there, 1 of 2 can take it (node-c has taint dedicated)"},
		{"on nodes that would rather not have it", with(running, volume(0), a, node("node-c", "zone-a", func(n *corev1.Node) {
			n.Spec.Taints = []corev1.Taint{{Key: "spot", Effect: corev1.TaintEffectPreferNoSchedule}}
		})), "Free 2/2 [node-a node-c]: no volume ties it to nodes"},
		{"on tainted nodes when it tolerates that", with(pod(tolerant), volume(0, inZone("zone-a")), a, node("node-c", "zone-a", tainted("dedicated"))),
			"Tied 2/2 [node-a node-c]: its data is in zone-a: 2 nodes there"},
		{"where its nodeSelector lets it", with(pod(picky), volume(0, inZone("zone-a")), a, node("node-c", "zone-a", func(n *corev1.Node) { n.Labels["disk"] = "ssd" })),
			"Tied 1/2 [node-c]: its data is in zone-a: 2 nodes there, 1 of 2 can take it (node-a is not what its nodeSelector or affinity asks for)"},
		{"on one node", with(running, volume(0, only(corev1.LabelHostname, "node-a")), a, b), "OneNode 1/1 [node-a]: its data is on node-a, and on no other node"},

		{"nowhere when its node is gone", with(pod(unschedulable(hour)), volume(0, only(corev1.LabelHostname, "node-x")), a, b),
			"Nowhere 0/0 []: its data is on node-x, a node that does not exist any more; web-0 cannot start"},
		{"nowhere when its node is not ready", with(pod(unschedulable(hour)), volume(0, only(corev1.LabelHostname, "node-a")), node("node-a", "zone-a", notReady), b),
			"Nowhere 0/1 []: its data is on node-a, which is not ready; web-0 cannot start"},
		{"nowhere when its zone is gone", with(pod(unschedulable(hour)), volume(0, inZone("zone-z")), a, b),
			"Nowhere 0/0 []: its data is in zone-z, where there is no node; web-0 cannot start"},
		{"where it is, even when its zone is cordoned", with(running, volume(0, inZone("zone-a")), node("node-a", "zone-a", cordoned), b),
			"Nowhere 0/1 []: its data is in zone-a, where no node can take it: node-a is cordoned; web-0 runs on node-a, and once deleted it could not start again"},
		{"nowhere when all is cordoned", with(running, volume(0), node("node-a", "zone-a", cordoned), node("node-b", "zone-a", cordoned)),
			"Nowhere 0/2 []: no node can take it: node-a, node-b are cordoned; web-0 runs on node-a, and once deleted it could not start again"},
		{"nowhere when its volume is gone", with(pod(unschedulable(hour)), a), "Nowhere ? []: volume pv-0 of claim www-web-0 is gone; web-0 cannot start"},
		{"nowhere when there is no node", with(pod(unschedulable(hour)), volume(0)), "Nowhere 0/0 []: there is no node; web-0 cannot start"},

		{"where the scheduler chooses, its claim waiting for it", newWorld(1, template10).pod(0, newRev, mounting, unschedulable(hour)).add(claim10(0, pending), waits(), a, b),
			"Undecided 2/2 [node-a node-b]: claim www-web-0 is bound once its Pod is scheduled (WaitForFirstConsumer)"},
		{"where its class allows, its claim waiting for it", newWorld(1, template10).pod(0, newRev, mounting, unschedulable(hour)).add(claim10(0, pending), waits("zone-b"), a, b),
			"Undecided 1/1 [node-b]: claim www-web-0 is bound once its Pod is scheduled (WaitForFirstConsumer)"},
		{"nowhere when its class allows no node that is there", newWorld(1, template10).pod(0, newRev, mounting, unschedulable(hour)).add(claim10(0, pending), waits("zone-y"), a, b),
			"Nowhere 0/0 []: StorageClass fast makes volumes on nodes with topology.kubernetes.io/zone in zone-y only, where there is no node; web-0 cannot start"},
		{"undecided when its class does not exist", newWorld(1, template10).pod(0, newRev, mounting, unschedulable(hour)).add(claim10(0, pending), a),
			"Undecided 1/1 [node-a]: claim www-web-0 is not bound: StorageClass fast does not exist"},
		{"undecided when its claim is yet to be made", newWorld(1, template10).add(waits(), a), "Undecided 1/1 [node-a]: claim www-web-0 does not exist yet"},

		{"not known without Nodes", unread(with(running, volume(0, inZone("zone-a"))), "nodes"), "Unknown ? []: its data is in zone-a, and Nodes could not be read"},
		{"not known without volumes", unread(with(running, a), "persistentvolumes"), "Unknown ? []: not known: volume pv-0 could not be read"},
		{"not known without claims", unread(newWorld(1, template10).pod(0, newRev, mounting).add(a), "persistentvolumeclaims"), "Unknown ? []: not known: claims could not be read"},

		{"nowhere again for what is left over in a zone that is gone",
			newWorld(0, template10).add(claim10(0), volume(0, inZone("zone-z")), a), "Nowhere 0/0 []: its data is in zone-z, where there is no node; scaled up to it, web-0 could not start"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := placementAt(t, tt.world.stored(), 0); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestTwoVolumesInTwoPlaces(t *testing.T) {
	w := newWorld(1, template10, func(s *appsv1.StatefulSet) {
		second := *s.Spec.VolumeClaimTemplates[0].DeepCopy()
		second.Name = "log"
		s.Spec.VolumeClaimTemplates = append(s.Spec.VolumeClaimTemplates, second)
	}).add(claim10(0), claim10(0, func(c *corev1.PersistentVolumeClaim) {
		c.Name, c.UID, c.Spec.VolumeName = "log-web-0", "claim-1", "pv-1"
	}),
		volume(0, inZone("zone-a")), volume(1, inZone("zone-b")), node("node-a", "zone-a"), node("node-b", "zone-b"))
	const want = "Nowhere 0/0 []: its data is both in zone-a and in zone-b, where there is no node; web-0 cannot start"
	if got := placementAt(t, w.stored(), 0); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestVolumeStillAttachedElsewhere(t *testing.T) {
	const moved = "web-0 is to run on node-b, and volume pv-0 is still attached to node-a: "
	a, b := node("node-a", "zone-a"), node("node-b", "zone-b")
	shared := func(pv *corev1.PersistentVolume) {
		pv.Spec.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
	}
	detached := attachment("pv-0", "node-a")
	detached.Status.Attached = false
	leaving := attachment("pv-0", "node-a")
	leaving.DeletionTimestamp = &metav1.Time{Time: now}
	user := func(p *corev1.Pod) {
		p.Name, p.OwnerReferences, p.Labels = "debug", nil, nil
		p.Spec.Volumes = []corev1.Volume{{VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "www-web-0"}}}}
	}
	tests := []struct {
		name    string
		pod     []podOption
		volume  *corev1.PersistentVolume
		objects []snapshot.Object
		want    string
	}{
		{"and say what frees it from a node that is not ready", nil, nil, []snapshot.Object{node("node-a", "zone-a", notReady), b, attachment("pv-0", "node-a")},
			moved + "node-a is not ready: it is detached by force 6 minutes after no Pod there needs it, at once with the taint node.kubernetes.io/out-of-service on the node, if that is really off"},
		{"and say that force is under way", nil, nil, []snapshot.Object{node("node-a", "zone-a", notReady, tainted(corev1.TaintNodeOutOfService)), b, attachment("pv-0", "node-a")},
			moved + "node-a is out of service: it is being detached by force"},
		{"and say what frees it from a node that is gone", nil, nil, []snapshot.Object{b, attachment("pv-0", "node-a")},
			moved + "node-a does not exist any more: it is detached by force 6 minutes after no Pod there needs it"},
		{"and say what frees it from a node that is well", nil, nil, []snapshot.Object{a, b, attachment("pv-0", "node-a")},
			moved + "it is detached once the kubelet of node-a has unmounted it"},
		{"and name the Pod that uses it there", nil, nil, []snapshot.Object{a, b, attachment("pv-0", "node-a"), newWorld(1).pod(0, newRev, user).objects[0]},
			moved + "Pod debug uses it there"},
		{"and say that it is on its way", nil, nil, []snapshot.Object{a, b, leaving}, moved + "it is being detached"},
		{"but not when it is attached where it should be too", nil, nil, []snapshot.Object{a, b, attachment("pv-0", "node-a"), attachment("pv-0", "node-b")}, ""},
		{"but not when it is not attached any more", nil, nil, []snapshot.Object{a, b, detached}, ""},
		{"but not when it is for many nodes", nil, volume(0, shared), []snapshot.Object{a, b, attachment("pv-0", "node-a")}, ""},
		{"but not when the Pod runs", []podOption{func(p *corev1.Pod) { p.Spec.NodeName = "node-b" }}, nil, []snapshot.Object{a, b, attachment("pv-0", "node-a")}, ""},
		{"but not when its containers have begun", []podOption{creating("node-b"), badImage(hour)}, nil, []snapshot.Object{a, b, attachment("pv-0", "node-a")}, ""},
		{"but not when it crashes", []podOption{func(p *corev1.Pod) { p.Spec.NodeName = "node-b" }, crashing(hour)}, nil, []snapshot.Object{a, b, attachment("pv-0", "node-a")}, ""},
		{"but not when the Pod has no node", []podOption{unschedulable(hour)}, nil, []snapshot.Object{a, b, attachment("pv-0", "node-a")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.pod == nil {
				tt.pod = []podOption{creating("node-b")}
			}
			if tt.volume == nil {
				tt.volume = volume(0)
			}
			w := newWorld(1, template10).pod(0, newRev, append([]podOption{mounting}, tt.pod...)...).add(claim10(0), tt.volume).add(tt.objects...)
			p := w.stored().Ordinals[0].Placement
			if tt.want == "" && p.State == v1alpha1.PlacementAttached || tt.want != "" && (p.State != v1alpha1.PlacementAttached || p.Message != tt.want) {
				t.Errorf("got  %s %s\nwant Attached %s", p.State, p.Message, tt.want)
			}
		})
	}
}

func TestTopologyOfAVolume(t *testing.T) {
	w := newWorld(1, template10).pod(0, newRev, mounting).add(claim10(0), attachment("pv-0", "node-b"), attachment("pv-0", "node-a"),
		volume(0, func(pv *corev1.PersistentVolume) {
			pv.Spec.NodeAffinity = &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{
				{MatchExpressions: []corev1.NodeSelectorRequirement{
					{Key: "topology.ebs.csi.aws.com/zone", Operator: corev1.NodeSelectorOpIn, Values: []string{"b", ""}}, {Key: "arm", Operator: corev1.NodeSelectorOpExists}}},
				{MatchExpressions: []corev1.NodeSelectorRequirement{{Key: "topology.topolvm.io/node", Operator: corev1.NodeSelectorOpIn, Values: []string{"node-a"}}}},
			}}}
		}))
	want := &v1alpha1.VolumeTopology{
		Zones: []string{"b"}, Nodes: []string{"node-a"}, AttachedTo: []string{"node-a", "node-b"},
		Requires: "topology.ebs.csi.aws.com/zone in b, \"\" and arm exists, or topology.topolvm.io/node in node-a",
	}
	if diff := cmp.Diff(want, claimAt(t, w.stored(), 0).Storage.Topology); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestGapsThatHideNothingAreNotToldOf(t *testing.T) {
	gap := func(w *world) []string {
		b := &snapshot.Builder{}
		b.Add(w.set)
		for _, o := range w.objects {
			b.Add(o)
		}
		for _, need := range StorageNeeds {
			if need == snapshot.Nodes || need == snapshot.VolumeAttachments {
				b.AddGap(snapshot.Gap{Resource: need, Reason: snapshot.Forbidden})
			} else {
				b.MarkRead(need, "")
			}
		}
		var out []string
		for _, g := range Build(b.Snapshot(), w.set, Options{Now: now, Needs: StorageNeeds, Storage: true}).Gaps {
			out = append(out, g.Resource)
		}
		return out
	}
	tests := []struct {
		name  string
		world *world
		want  []string
	}{
		{"without claims", newWorld(1).pod(0, newRev), nil},
		{"with volumes that any node can use", newWorld(1, template10).pod(0, newRev, mounting).add(claim10(0), volume(0)), nil},
		{"unless a volume is in a zone", newWorld(1, template10).pod(0, newRev, mounting).add(claim10(0), volume(0, inZone("zone-a"))), []string{"nodes"}},
		{"unless a Pod waits for its volume", newWorld(1, template10).pod(0, newRev, mounting, creating("node-a")).add(claim10(0), volume(0)), []string{"volumeattachments.storage.k8s.io"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, gap(tt.world)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAThousandOrdinalsOnFiveHundredNodes(t *testing.T) {
	w := newWorld(1000, template10, parallel)
	for i := range 500 {
		w.add(node(fmt.Sprintf("node-%d", i), fmt.Sprintf("zone-%d", i%3)))
	}
	for i := range 1000 {
		w.pod(i, newRev, mounting).add(claim10(i), volume(i, inZone(fmt.Sprintf("zone-%d", i%3))))
	}
	began := time.Now()
	r := w.stored()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %s: something is compared with everything", took)
	}
	if p := r.Ordinals[0].Placement; len(p.Nodes) != maxNodes || *p.NodesUsable < 100 {
		t.Errorf("%d nodes named of %d: want %d of 100 or more", len(p.Nodes), *p.NodesUsable, maxNodes)
	}
}

package inspect

import (
	"encoding/json"
	"maps"
	"math/rand"
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// drop takes a random field out of a tree of JSON.
func drop(r *rand.Rand, tree map[string]any) {
	keys := slices.Sorted(maps.Keys(tree))
	if len(keys) == 0 {
		return
	}
	key := keys[r.Intn(len(keys))]
	if child, ok := tree[key].(map[string]any); ok && r.Intn(4) > 0 {
		drop(r, child)
		return
	}
	if list, ok := tree[key].([]any); ok && len(list) > 0 && r.Intn(4) > 0 {
		if child, ok := list[r.Intn(len(list))].(map[string]any); ok {
			drop(r, child)
			return
		}
	}
	delete(tree, key)
}

// damaged is obj less some of its fields; its name and namespace stay.
func damaged[T snapshot.Object](t *testing.T, r *rand.Rand, obj T, empty T) T {
	t.Helper()
	raw, err := json.Marshal(obj)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	for range r.Intn(6) {
		drop(r, tree)
	}
	raw, err = json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, empty); err != nil {
		t.Fatal(err)
	}
	empty.SetName(obj.GetName())
	empty.SetNamespace(obj.GetNamespace())
	return empty
}

func TestStorageOfObjectsThatLackFields(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	unreadable := []string{"pods", "persistentvolumeclaims", "persistentvolumes", "nodes", "volumeattachments", "storageclasses"}
	for range 600 {
		w := newWorld(2, template10, policy(remove, remove)).pod(0, newRev, mounting).pod(1, newRev, mounting, creating("node-b")).pod(3, newRev, mounting)
		w.set = damaged(t, r, w.set, &appsv1.StatefulSet{})
		for i, o := range w.objects {
			w.objects[i] = damaged(t, r, o.(*corev1.Pod), &corev1.Pod{})
		}
		for i := range 5 {
			c := claim10(i, bySet, owner("Pod", "web-4", "earlier", true), unusedFor(hour), requested("20Gi"))
			w.add(damaged(t, r, c, &corev1.PersistentVolumeClaim{}), damaged(t, r, volume(i, inZone("zone-a")), &corev1.PersistentVolume{}))
		}
		w.add(damaged(t, r, node("node-a", "zone-a", cordoned), &corev1.Node{}), damaged(t, r, attachment("pv-1", "node-a"), &storagev1.VolumeAttachment{}),
			damaged(t, r, &storagev1.StorageClass{ObjectMeta: metav1.ObjectMeta{Name: "fast"}, Provisioner: "csi.example.com"}, &storagev1.StorageClass{}))
		w.unread = map[string]bool{}
		for _, resource := range unreadable {
			w.unread[resource] = r.Intn(8) == 0
		}
		report := w.stored()
		for i := range report.Ordinals {
			for j := range report.Ordinals[i].Claims {
				checkClaim(t, &report.Ordinals[i].Claims[j])
			}
		}
		if t.Failed() {
			return
		}
	}
}

// checkClaim: whatever is missing, nothing is said of a claim without a state, and
// no data is called safe whose volume is not known.
func checkClaim(t *testing.T, c *v1alpha1.Claim) {
	t.Helper()
	if c.Storage == nil || c.Storage.Ownership.State == "" {
		t.Errorf("claim %s: %+v: want a word on its owners", c.Name, c.Storage)
		return
	}
	for _, f := range c.Storage.Fates {
		if f.Claim == "" || f.Data == "" || f.Message == "" {
			t.Errorf("claim %s: %+v: want an outcome of claim and data, and a sentence", c.Name, f)
		}
		if f.Claim != v1alpha1.OutcomeKept && c.VolumeName != "" && c.Volume == nil && f.Data == v1alpha1.DataOutcomeRetained {
			t.Errorf("claim %s: its data is said to be kept by a volume that was not read: %+v", c.Name, f)
		}
	}
}

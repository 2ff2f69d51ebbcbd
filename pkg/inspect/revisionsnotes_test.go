package inspect

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// named is what the controller calls the revision of the set's template.
func (w *world) named() string {
	rules, _, _ := replay.Choice{ServerVersion: "v1.37.1"}.Rules("")
	set := w.set.DeepCopy()
	return replay.Next(replay.State{Set: set, Now: now}, rules[0]).UpdateRevision
}

// anonymous puts NOW for the hash of the set's template, which hangs on the fixture.
func (w *world) anonymous(s string) string {
	return strings.ReplaceAll(s, strings.TrimPrefix(w.named(), "web-"), "NOW")
}

func TestRevisionNotes(t *testing.T) {
	const minute, day = time.Minute, 24 * time.Hour
	// settled is a set of n Pods on the revision of its template, number 3, with one older than it.
	settled := func(n int32, options ...func(*appsv1.StatefulSet)) *world {
		w := newWorld(n, options...)
		w.version = "v1.37.1"
		name := w.named()
		w.set.Status.UpdateRevision = name
		if w.set.Status.CurrentRevision == newRev {
			w.set.Status.CurrentRevision = name
		}
		return w.add(w.revisionOf(name, 3, minute))
	}
	older := func(w *world) *world { return w.add(w.revisionOf("web-a", 2, day, image("nginx:1"))) }
	collided := func(s *appsv1.StatefulSet) { n := int32(2); s.Status.CollisionCount = &n }
	limit := func(n int32) func(*appsv1.StatefulSet) {
		return func(s *appsv1.StatefulSet) { s.Spec.RevisionHistoryLimit = &n }
	}
	ahead := func(s *appsv1.StatefulSet) { s.Generation = 2 }
	going := func(s *appsv1.StatefulSet) { at := ago(minute); s.DeletionTimestamp = &at }
	tests := []struct {
		name  string
		world func() *world
		want  []string
	}{
		{"nothing of a set at rest", func() *world { return older(settled(1).pod(0, "web-NOW")) }, nil},
		{"that Pods run another image than their revision has", func() *world {
			edited := func(p *corev1.Pod) { p.Spec.Containers[0].Image = "nginx:debug" }
			return older(settled(3).pod(2, "web-NOW", edited).pod(1, "web-NOW").pod(0, "web-NOW", edited))
		}, []string{"Edited [web-NOW] [2 0]: ordinals 2, 0 run image nginx:debug as container nginx, and revision NOW has nginx:web-new: " +
			"changed in place, which ends when replaced, or by a webhook when created (see diff --pod)"}},
		{"that there is nothing to go back to", func() *world { return settled(1).pod(0, "web-NOW") },
			[]string{"NoUndo [] []: there is no revision to go back to"}},
		{"why there is nothing to go back to", func() *world { return settled(1, limit(0)).pod(0, "web-NOW") },
			[]string{"NoUndo [] []: there is no revision to go back to: revisionHistoryLimit is 0"}},
		{"that there soon is nothing to go back to", func() *world {
			return older(settled(2, limit(0), func(s *appsv1.StatefulSet) { s.Status.CurrentRevision = "web-a" }).pod(1, "web-NOW").pod(0, "web-a"))
		}, []string{"NoUndo [] []: revisionHistoryLimit is 0: once no Pod carries it, a revision is deleted and cannot be gone back to"}},

		{"a current revision that is gone, and what a partition no longer protects", func() *world {
			return older(settled(4, rolling, partition(2)).pod(3, "web-NOW").pod(2, "web-NOW").pod(1, oldRev).pod(0, oldRev))
		}, []string{"CurrentRevisionGone [web-old] [1 0]: status.currentRevision names old, which does not exist; the controller takes NOW instead, and partition 2 protects nothing: ordinals 1, 0 get NOW when deleted or evicted"}},
		{"a current revision that is gone without a partition", func() *world {
			return older(settled(2, rolling).pod(1, "web-NOW").pod(0, oldRev))
		}, []string{"CurrentRevisionGone [web-old] [0]: status.currentRevision names old, which does not exist; the controller takes NOW instead, and nothing can go back to what ordinal 0 runs"}},
		{"an update revision that is gone, and made again", func() *world {
			w := older(newWorld(1))
			updatesTo(w.named())(w.set)
			return w.pod(0, "web-NOW")
		}, []string{
			"UpdateRevisionGone [web-NOW] [0]: status.updateRevision names NOW, which does not exist; the controller makes it again at its next sync, as number 3",
			"NoUndo [] []: there is no revision to go back to",
		}},
		{"Pods of a revision that does not exist", func() *world {
			return older(settled(3, partition(1)).pod(2, "web-x").pod(1, "web-NOW").pod(0, "web-x"))
		}, []string{"RevisionGone [web-x] [2 0]: ordinals 2, 0 carry revision x, which does not exist; the controller takes them for outdated, and replaces ordinal 2; partition 1 holds ordinal 0; deleted or evicted, it comes back on NOW"}},
		{"that OnDelete leaves them alone", func() *world { return older(settled(1, onDelete).pod(0, "web-x")) },
			[]string{"RevisionGone [web-x] [0]: ordinal 0 carries revision x, which does not exist; the controller takes it for outdated, and OnDelete leaves it alone"}},
		{"that one out of range goes anyway", func() *world { return older(settled(1).pod(1, "web-x").pod(0, "web-NOW")) },
			[]string{"RevisionGone [web-x] [1]: ordinal 1 carries revision x, which does not exist; ordinal 1 is out of range, and removed anyway"}},
		{"Pods without the label", func() *world { return older(settled(2).pod(1, "").pod(0, "")) },
			[]string{"Unlabelled [] [1 0]: ordinals 1, 0 have no label controller-revision-hash; the controller takes them for outdated, and replaces them"}},
		{"three live revisions", func() *world {
			w := older(settled(3).pod(2, "web-NOW").pod(1, "web-b").pod(0, "web-a"))
			return w.add(w.revisionOf("web-b", 1, 2*day, image("nginx:0")))
		}, []string{"SeveralLive [web-a web-b web-NOW] [2 1 0]: Pods carry 3 revisions: the template changed again before an earlier rollout was over; a Pod that is replaced skips those in between"}},
		{"three live revisions, of which one is gone, and what its Pods come back on when nobody can tell the template's", func() *world {
			w := newWorld(3, rolling, partition(1))
			w.pod(2, newRev).pod(1, "web-a").pod(0, oldRev).pod(3, "web-x")
			return w.add(w.revisionOf(newRev, 3, minute, env("A")), w.revisionOf("web-a", 2, day, image("nginx:1")))
		}, []string{
			"CurrentRevisionGone [web-old] [0]: status.currentRevision names old, which does not exist; the controller takes new instead, and partition 1 protects nothing: ordinal 0 gets new when deleted or evicted",
			"RevisionGone [web-x] [3]: ordinal 3 carries revision x, which does not exist; ordinal 3 is out of range, and removed anyway",
			"SeveralLive [web-a web-new web-old web-x] [3 2 1 0]: Pods carry 4 revisions: the template changed again before an earlier rollout was over; a Pod that is replaced skips those in between",
		}},
		{"collisions", func() *world { return older(settled(1, collided).pod(0, "web-NOW")) },
			[]string{"Collisions [] []: the name of a new revision was taken 2 times, and it got another (status.collisionCount): nothing to do"}},

		{"a rollout for nothing, under way", func() *world {
			w := settled(3, func(s *appsv1.StatefulSet) { s.Status.CurrentRevision = "web-a" }).pod(2, "web-NOW").pod(1, "web-a").pod(0, "web-a")
			return w.add(w.writtenBy(before134, "web-a", 2, day), w.revisionOf("web-b", 1, 2*day, image("nginx:0")))
		}, []string{
			"Rewritten [web-NOW web-a] [2]: revision 3 (NOW) says the same as revision 2 (a), only without creationTimestamp: null; Kubernetes 1.34.0 and 1.34.1 make such a revision after an upgrade (kubernetes/kubernetes#134773, mended in 1.34.2); ordinal 2 was replaced for nothing, ordinals 1, 0 will be",
			"UndoChangesNothing [web-a] []: kubectl rollout undo goes back to revision 2 (a), which says the same; to revision 1 (b) it goes with --to-revision=1",
		}},
		{"a rollout for nothing, held", func() *world {
			w := settled(2, onDelete).pod(1, "web-a").pod(0, "web-a")
			empty := w.revisionOf("web-a", 2, day)
			empty.Data.Raw = []byte(strings.Replace(string(empty.Data.Raw), `"spec":{"containers"`, `"spec":{"affinity":{},"dnsPolicy":"ClusterFirst","containers"`, 1))
			return w.add(empty)
		}, []string{
			"Rewritten [web-NOW web-a] []: revision 3 (NOW) says the same as revision 2 (a), but for how defaults or empty fields are written (spec.affinity, spec.dnsPolicy); ordinals 1, 0 need no replacing",
			"UndoChangesNothing [web-a] []: kubectl rollout undo changes nothing: every older revision says the same",
		}},
		{"the same template once more", func() *world {
			w := settled(1).pod(0, "web-NOW")
			return w.add(w.revisionOf("web-a", 2, day))
		}, []string{
			"Rewritten [web-NOW web-a] [0]: revision 3 (NOW) says the same as revision 2 (a), byte for byte; ordinal 0 was replaced for nothing",
			"UndoChangesNothing [web-a] []: kubectl rollout undo changes nothing: every older revision says the same",
		}},

		{"a template that is not looked at yet, and becomes a revision", func() *world {
			w := settled(1, ahead).pod(0, "web-a")
			w.objects = nil
			return older(w.pod(0, "web-a"))
		}, []string{
			"Unobserved [web-NOW] []: the controller has not acted on the newest spec yet (generation 2, observed 1): its template becomes revision 3 (NOW)",
			"UpdateRevisionGone [web-NOW] []: status.updateRevision names NOW, which does not exist; the status is that of an older spec",
			"NoUndo [] []: there is no revision to go back to",
		}},
		{"a template that is not looked at yet, and is an old one", func() *world {
			w := newWorld(1, ahead, updatesTo("web-b"))
			w.version = "v1.37.1"
			return w.pod(0, "web-b").add(w.revisionOf(w.named(), 1, day), w.revisionOf("web-b", 2, hour, image("nginx:2")))
		}, []string{"Unobserved [web-NOW] []: the controller has not acted on the newest spec yet (generation 2, observed 1): its template is that of revision 1 (NOW), which comes back as number 3"}},
		{"a spec that is not looked at yet, of the same template", func() *world { return older(settled(1, ahead).pod(0, "web-NOW")) },
			[]string{"Unobserved [web-NOW] []: the controller has not acted on the newest spec yet (generation 2, observed 1): its template is that of revision 3 (NOW)"}},
		{"no name for what a server of unknown version makes", func() *world {
			w := newWorld(1, func(s *appsv1.StatefulSet) { s.Status = appsv1.StatefulSetStatus{} })
			return w
		}, []string{"Unobserved [] []: the controller has not acted on the newest spec yet: its template becomes revision 1"}},
		{"no guess where versions part", func() *world {
			w := newWorld(1, ahead)
			return w.pod(0, newRev).add(w.writtenBy(before134, newRev, 2, day), w.revisionOf("web-a", 1, day, image("nginx:1")))
		}, []string{"Unobserved [] []: the controller has not acted on the newest spec yet (generation 2, observed 1): which revision comes of its template is not known"}},

		{"what is deleted next", func() *world {
			w := older(settled(1, limit(1)).pod(0, "web-NOW"))
			return w.add(w.revisionOf("web-b", 1, 2*day, image("nginx:0")))
		}, []string{"Truncated [web-b] []: the controller deletes revision 1 (b) at its next sync: no Pod carries it, and revisionHistoryLimit is 1"}},
		{"what is adopted next", func() *world {
			w := older(settled(1).pod(0, "web-NOW"))
			left := w.revisionOf("web-b", 1, 2*day, image("nginx:0"))
			left.OwnerReferences = nil
			other := left.DeepCopy()
			other.Labels, other.Name = map[string]string{"app": "other"}, "other-b"
			return w.add(left, other)
		}, []string{"Adopted [web-b] []: revision 1 (b) has the set's labels and no owner: the controller adopts it at its next sync, as part of the history"}},
		{"that a set which is being deleted adopts nothing", func() *world {
			w := older(settled(1, going).pod(0, "web-NOW"))
			left := w.revisionOf("web-b", 1, 2*day, image("nginx:0"))
			left.OwnerReferences = nil
			return w.add(left)
		}, []string{"Adopted [web-b] []: revision 1 (b) has the set's labels and no owner: a set that is being deleted adopts nothing, and its syncs fail"}},
		{"what belongs to others", func() *world {
			w := older(settled(1).pod(0, "web-NOW"))
			for i, owner := range []metav1.OwnerReference{{Kind: "DaemonSet", Name: "agent", UID: "ds"}, {Kind: "StatefulSet", Name: "web", UID: "earlier"}, {Kind: "StatefulSet", Name: "web", UID: "earlier"}} {
				r := w.revisionOf(fmt.Sprintf("web-%d", i), 1, day)
				yes := true
				owner.Controller = &yes
				r.OwnerReferences = []metav1.OwnerReference{owner}
				w.add(r)
			}
			return w
		}, []string{
			"Foreign [web-0] []: 1 ControllerRevision with the set's labels belongs to DaemonSet/agent: the controller ignores it",
			"Foreign [web-1 web-2] []: 2 ControllerRevisions with the set's labels belong to an earlier StatefulSet of this name: the controller ignores them",
		}},
		{"what lost its labels", func() *world {
			w := older(settled(1).pod(0, "web-NOW"))
			lost := w.revisionOf("web-b", 1, 2*day, image("nginx:0"))
			lost.Labels = nil
			return w.add(lost)
		}, []string{"NotSelected [web-b] []: 1 ControllerRevision of the set does not have its labels: the controller does not see it"}},
		{"what cannot be read, and stops the controller", func() *world {
			w := settled(1, func(s *appsv1.StatefulSet) { s.Status.CurrentRevision = "web-a" }).pod(0, "web-a")
			broken := w.revisionOf("web-a", 2, day)
			broken.Data.Raw = []byte(`[]`)
			return w.add(broken)
		}, []string{"Unreadable [web-a] [0]: revision web-a holds no Pod template of a StatefulSet: data is no JSON object; every sync of the controller fails on it",
			"NoUndo [web-a] []: kubectl rollout undo takes revision 2 (a), which holds no Pod template: name another with --to-revision"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := tt.world()
			for _, o := range w.objects {
				if l := o.GetLabels()[appsv1.StatefulSetRevisionLabel]; l == "web-NOW" {
					o.GetLabels()[appsv1.StatefulSetRevisionLabel] = w.named()
				} else if l == "" {
					delete(o.GetLabels(), appsv1.StatefulSetRevisionLabel)
				}
			}
			var got []string
			for _, n := range w.report(revisionsView).History.Notes {
				got = append(got, w.anonymous(fmt.Sprintf("%s %v %v: %s", n.Code, n.Revisions, n.Ordinals, n.Message)))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}

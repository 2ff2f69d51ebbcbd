package inspect

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

const hour = time.Hour

func TestRolloutStateAndSummary(t *testing.T) {
	observed := func(s *appsv1.StatefulSet) { s.Generation = 2 }
	deleting := func(s *appsv1.StatefulSet) {
		at := ago(5 * time.Minute)
		s.DeletionTimestamp, s.Finalizers = &at, []string{"foregroundDeletion"}
	}
	minReady := func(s *appsv1.StatefulSet) { s.Spec.MinReadySeconds = 30 }
	readyFor := func(d time.Duration) podOption {
		return func(p *corev1.Pod) { p.Status.Conditions[0].LastTransitionTime = ago(d) }
	}
	operator := func(s *appsv1.StatefulSet) {
		yes := true
		s.OwnerReferences = []metav1.OwnerReference{{Kind: "Postgres", Name: "main", UID: "cr", Controller: &yes}}
	}
	lost := func(p *corev1.Pod) { p.Labels["app"] = "other" }
	orphan := func(p *corev1.Pod) { p.OwnerReferences = nil }
	endedLong := func(p *corev1.Pod) { unready(hour)(p); p.Status.Phase, p.Status.Reason = corev1.PodFailed, "Evicted" }
	rejected := func(p *corev1.Pod) {
		p.CreationTimestamp = ago(100 * time.Hour)
		p.Status = corev1.PodStatus{Phase: corev1.PodFailed, Reason: "NodeAffinity"}
	}
	deletingClaim := func(c *corev1.PersistentVolumeClaim) { at := ago(time.Minute); c.DeletionTimestamp = &at }
	noRollingUpdate := func(s *appsv1.StatefulSet) { s.Spec.UpdateStrategy.RollingUpdate = nil; s.Status.CurrentReplicas = 3 }
	written := func(s *appsv1.StatefulSet) {
		at := ago(hour)
		s.Generation = 2
		s.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "argocd", Time: &at}, {Manager: "kcm", Subresource: "status", Time: &metav1.Time{Time: now}}}
	}
	rebooted := func(p *corev1.Pod) {
		unready(40 * time.Second)(p)
		p.Status.ContainerStatuses[0].RestartCount = 1
		p.Status.ContainerStatuses[0].LastTerminationState.Terminated = &corev1.ContainerStateTerminated{ExitCode: 255, Reason: "Unknown", FinishedAt: ago(time.Minute)}
	}
	gated := func(p *corev1.Pod) {
		unready(15 * time.Minute)(p)
		p.Spec.ReadinessGates = []corev1.PodReadinessGate{{ConditionType: "lb/attached"}}
		p.Status.ContainerStatuses[0].RestartCount = 1
		p.Status.ContainerStatuses[0].LastTerminationState.Terminated = &corev1.ContainerStateTerminated{ExitCode: 137, Reason: "OOMKilled", FinishedAt: ago(500 * time.Hour)}
	}
	ended := func(p *corev1.Pod) { p.Status.Phase, p.Status.Reason = corev1.PodFailed, "Evicted" }

	tests := []struct {
		name  string
		world *world
		state v1alpha1.RolloutState
		want  []string
	}{
		{"at rest", newWorld(2).pod(0, newRev).pod(1, newRev), v1alpha1.StateComplete,
			[]string{"Complete: 2 Pods, all available on revision new."}},
		{"scaled to zero", newWorld(0), v1alpha1.StateComplete,
			[]string{"Complete: scaled to 0, no Pods wanted."}},
		{"pods unread", &world{set: newWorld(2).set, unread: map[string]bool{"pods": true}}, v1alpha1.StateUnknown,
			[]string{"Unknown: the Pods could not be read; the set's status reports 0 of 2 ready."}},
		{"generation ahead", newWorld(1, observed).pod(0, newRev), v1alpha1.StateUnobserved,
			[]string{"Unobserved: the StatefulSet controller has not acted on the newest spec (generation 2, observed 1)."}},
		{"being deleted", newWorld(2, deleting).pod(0, newRev), v1alpha1.StateDeleting,
			[]string{"Deleting: its controller no longer creates, replaces or removes Pods; 1 Pod left.",
				"web is being deleted, waiting for finalizer foregroundDeletion since 5m."}},
		{"first pod starting", newWorld(3).pod(0, newRev, unready(20*time.Second)), v1alpha1.StateProgressing,
			[]string{"Progressing: creating Pods, 1 of 3 exist.",
				"web-0 is running but not ready since 20s; ordinals 2, 1 wait behind it."}},
		{"rolling, new pod starting", newWorld(3, rolling).pod(0, oldRev).pod(1, oldRev).pod(2, newRev, unready(8*time.Second)), v1alpha1.StateProgressing,
			[]string{"Progressing: rolling from old to new, 1 of 3 updated.",
				"web-2 is running but not ready since 8s; ordinals 1, 0 wait behind it."}},
		{"rolling, old pod going", newWorld(2, rolling).pod(0, oldRev).pod(1, oldRev, terminating(10*time.Second)), v1alpha1.StateProgressing,
			[]string{"Progressing: rolling from old to new, 0 of 2 updated.",
				"web-1 is terminating since 10s, 20s to go; ordinal 0 waits behind it."}},
		{"new image cannot be pulled", newWorld(5, rolling).pod(0, oldRev).pod(1, oldRev).pod(2, oldRev).pod(3, oldRev).pod(4, newRev, badImage(12*time.Minute)).add(controllerRevision(oldRev, 3), controllerRevision(newRev, 5), controllerRevision("web-between", 4)), v1alpha1.StateBlocked,
			[]string{"Blocked: rolling from old to new, 1 of 5 updated.",
				`web-4 is ImagePullBackOff since 12m (Back-off pulling image "nginx:nope"); ordinals 3–0 wait behind it.`,
				"Correct the Pod template, or roll it back: kubectl -n shop rollout undo statefulset/web --to-revision=3"}},
		{"new revision crashes", newWorld(4, rolling).pod(0, oldRev).pod(1, oldRev).pod(2, oldRev).pod(3, newRev, crashing(12*time.Minute)), v1alpha1.StateBlocked,
			[]string{"Blocked: rolling from old to new, 1 of 4 updated.",
				"web-3 is CrashLoopBackOff since 12m (exit 1, 7 restarts); ordinals 2–0 wait behind it.",
				"See why nginx ended: kubectl -n shop logs web-3 -c nginx --previous"}},
		{"forced-rollback trap", newWorld(3, rolling).pod(0, oldRev).pod(1, oldRev).pod(2, "web-broken", badImage(hour)), v1alpha1.StateTrapped,
			[]string{"Trapped: rolling from old to new, 0 of 3 updated.",
				`web-2 is ImagePullBackOff since 60m (Back-off pulling image "nginx:nope"); ordinals 1, 0 wait behind it.`,
				"Delete web-2: the controller never replaces it while it is not ready; it comes back on revision new: kubectl -n shop delete pod web-2"}},
		{"forced-rollback trap after the rollout was taken back", newWorld(3).pod(0, newRev).pod(1, newRev).pod(2, "web-broken", badImage(hour)), v1alpha1.StateTrapped,
			[]string{"Trapped: ordinal 2 still to move to revision new.",
				`web-2 is ImagePullBackOff since 60m (Back-off pulling image "nginx:nope").`,
				"Delete web-2: the controller never replaces it while it is not ready; it comes back on revision new: kubectl -n shop delete pod web-2"}},
		{"the trap is at the lowest ordinal", newWorld(3, rolling).pod(0, oldRev, crashing(hour)).pod(1, oldRev).pod(2, oldRev, crashing(hour)), v1alpha1.StateTrapped,
			[]string{"Trapped: rolling from old to new, 0 of 3 updated.",
				"web-0 is CrashLoopBackOff since 60m (exit 1, 7 restarts); ordinals 2, 1 wait behind it.",
				"Delete web-0: the controller never replaces it while it is not ready; it comes back on revision new: kubectl -n shop delete pod web-0"}},
		{"an old pod that is only slow is no trap", newWorld(2, rolling).pod(0, oldRev, unready(time.Minute)).pod(1, oldRev), v1alpha1.StateProgressing,
			[]string{"Progressing: rolling from old to new, 0 of 2 updated.",
				"web-0 is running but not ready since 60s; ordinal 1 waits behind it."}},
		{"a broken pod below the partition is no trap", newWorld(3, rolling, partition(1)).pod(0, oldRev, crashing(hour)).pod(1, oldRev).pod(2, oldRev), v1alpha1.StateBlocked,
			[]string{"Blocked: rolling from old to new, 0 of 2 updated (the partition holds ordinal 0).",
				"web-0 is CrashLoopBackOff since 60m (exit 1, 7 restarts); ordinals 2, 1 wait behind it.",
				"See why nginx ended: kubectl -n shop logs web-0 -c nginx --previous"}},
		{"held by a partition", newWorld(3, rolling, partition(2)).pod(0, oldRev).pod(1, oldRev).pod(2, newRev), v1alpha1.StateHeld,
			[]string{"Held by partition 2: ordinals from 2 up run revision new, ordinals 1, 0 wait.",
				`To go on with ordinal 1, lower the partition to 1: kubectl -n shop patch statefulset web --type merge -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'`}},
		{"the partition counts from ordinals.start", newWorld(3, rolling, partition(2), startAt(5)).pod(5, oldRev).pod(6, oldRev).pod(7, newRev), v1alpha1.StateHeld,
			[]string{"Held by partition 2: ordinals from 7 up run revision new, ordinals 6, 5 wait.",
				`To go on with ordinal 6, lower the partition to 1: kubectl -n shop patch statefulset web --type merge -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'`}},
		{"partition covers all", newWorld(2, rolling, partition(9)).pod(0, oldRev).pod(1, oldRev), v1alpha1.StateHeld,
			[]string{"Held by partition 9: it covers every ordinal, so no Pod moves to revision new.",
				`To go on with ordinal 1, lower the partition to 1: kubectl -n shop patch statefulset web --type merge -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'`}},
		{"OnDelete half replaced", newWorld(3, rolling, onDelete).pod(0, oldRev).pod(1, oldRev).pod(2, newRev), v1alpha1.StateHeld,
			[]string{"Held by OnDelete: ordinals 1, 0 still to move to revision new.",
				"Delete web-1, wait until it is available again, then go on with the next lower one: kubectl -n shop delete pod web-1"}},
		{"OnDelete under an operator", newWorld(1, rolling, onDelete, operator).pod(0, oldRev), v1alpha1.StateHeld,
			[]string{"Held by OnDelete: ordinal 0 still to move to revision new.",
				"Postgres/main owns the set and decides when its Pods are replaced."}},
		{"OnDelete all replaced, currentRevision stale", newWorld(2, rolling, onDelete).pod(0, newRev).pod(1, newRev), v1alpha1.StateComplete,
			[]string{"Complete: 2 Pods, all available on revision new."}},
		{"ready, not yet available", newWorld(2, minReady).pod(0, newRev).pod(1, newRev, readyFor(12*time.Second)), v1alpha1.StateProgressing,
			[]string{"Progressing: 1 of 2 Pods available.",
				"web-1 is ready but not yet available since 12s (minReadySeconds 30), 18s to go."}},
		{"crash with no rollout", newWorld(2).pod(0, newRev).pod(1, newRev, crashing(3*time.Minute)), v1alpha1.StateDegraded,
			[]string{"Degraded: 1 of 2 Pods available; no rollout is under way.",
				"web-1 is CrashLoopBackOff since 3m (exit 1, 7 restarts).",
				"See why nginx ended: kubectl -n shop logs web-1 -c nginx --previous"}},
		{"unschedulable for long", newWorld(2).pod(0, newRev, unschedulable(5*time.Minute)), v1alpha1.StateBlocked,
			[]string{"Blocked: creating Pods, 1 of 2 exist.",
				"web-0 is Unschedulable since 5m (0/3 nodes are available: 3 Insufficient cpu); ordinal 1 waits behind it.",
				"Make room for it, or correct what the template asks of a node."}},
		{"unschedulable just now", newWorld(1).pod(0, newRev, unschedulable(5*time.Second)), v1alpha1.StateProgressing,
			[]string{"Progressing: 0 of 1 Pod available.",
				"web-0 is Unschedulable since 5s (0/3 nodes are available: 3 Insufficient cpu)."}},
		{"scale-down under way", newWorld(1).pod(0, newRev).pod(1, newRev).pod(2, newRev, terminating(5*time.Second)), v1alpha1.StateProgressing,
			[]string{"Progressing: scaling down to 1, 2 Pods to remove.",
				"web-2 is terminating since 5s, 25s to go; ordinal 1 waits behind it."}},
		{"scale-down waits for an in-range pod", newWorld(1).pod(0, newRev, crashing(hour)).pod(1, newRev), v1alpha1.StateBlocked,
			[]string{"Blocked: scaling down to 1, 1 Pod to remove.",
				"web-0 is CrashLoopBackOff since 60m (exit 1, 7 restarts); ordinal 1 waits behind it.",
				"See why nginx ended: kubectl -n shop logs web-0 -c nginx --previous"}},
		{"terminating past its grace period", newWorld(2, rolling).pod(0, oldRev).pod(1, oldRev, terminating(10*time.Minute)), v1alpha1.StateBlocked,
			[]string{"Blocked: rolling from old to new, 0 of 2 updated.",
				"web-1 is terminating since 10m (past its grace period; no other web-1 is created before node node-a confirms its end); ordinal 0 waits behind it.",
				"Check node node-a; only when it is certainly off, free the Pod with the out-of-service taint: kubectl get node node-a"}},
		{"name taken by a stranger", newWorld(2).pod(0, newRev).pod(1, newRev, ownedBy("ReplicaSet", "web", "rs")), v1alpha1.StateBlocked,
			[]string{"Blocked: creating Pods, 1 of 2 exist.",
				"web-1 is not the set's own: the name is taken by a Pod of ReplicaSet/web.",
				"See whose Pod web-1 is, and have it deleted: kubectl -n shop get pod web-1 -o yaml"}},
		{"own pod lost its labels", newWorld(1).pod(0, newRev, lost), v1alpha1.StateBlocked,
			[]string{"Blocked: creating Pods, 0 of 1 exist.",
				"web-0 lost the set's labels; the controller releases it and cannot create its successor.",
				"Give web-0 its labels back, and the set takes it back: kubectl -n shop label pod web-0 --overwrite app=web"}},
		{"orphan about to be adopted", newWorld(1).pod(0, newRev, orphan), v1alpha1.StateProgressing,
			[]string{"Progressing: creating Pods, 0 of 1 exist.",
				"web-0 has no owner; the controller is about to adopt it."}},
		{"evicted pod is replaced", newWorld(1).pod(0, newRev, ended), v1alpha1.StateProgressing,
			[]string{"Progressing: 0 of 1 Pod available.",
				"web-0 is being replaced (it ended: Evicted)."}},
		{"a pod that ended is not replaced for long", newWorld(1).pod(0, newRev, endedLong), v1alpha1.StateDegraded,
			[]string{"Degraded: 0 of 1 Pod available; no rollout is under way.",
				"web-0 is being replaced since 60m (it ended: Evicted)."}},
		{"unobserved for long", newWorld(1, written).pod(0, newRev), v1alpha1.StateUnobserved,
			[]string{"Unobserved: the StatefulSet controller has not acted on the newest spec (generation 2, observed 1)."}},
		{"the claim would go with the trapped pod", newWorld(1, rolling, claimTemplate).pod(0, oldRev, crashing(hour), mounting).add(claim(0, deletingClaim)), v1alpha1.StateTrapped,
			[]string{"Trapped: rolling from old to new, 0 of 1 updated.",
				"web-0 is CrashLoopBackOff since 60m (exit 1, 7 restarts).",
				"Save the data of web-0 first: its claim www-web-0 is being deleted, and goes when the Pod does."}},
		{"trapped without a rollingUpdate field", newWorld(3, rolling, noRollingUpdate).pod(0, oldRev, crashing(hour)).pod(1, oldRev).pod(2, oldRev), v1alpha1.StateTrapped,
			[]string{"Trapped: rolling from old to new, 0 of 3 updated.",
				"web-0 is CrashLoopBackOff since 60m (exit 1, 7 restarts); ordinals 2, 1 wait behind it.",
				"Give the set a partition of 0: without the field, web-0 would come back on the old revision: " +
					`kubectl -n shop patch statefulset web --type merge -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'`}},
		{"trapped and unschedulable", newWorld(2).pod(0, newRev).pod(1, "web-broken", unschedulable(5*time.Minute)), v1alpha1.StateTrapped,
			[]string{"Trapped: ordinal 1 still to move to revision new.",
				"web-1 is Unschedulable since 5m (0/3 nodes are available: 3 Insufficient cpu).",
				"Delete web-1: the controller never replaces it while it is not ready; it comes back on revision new: kubectl -n shop delete pod web-1"}},
		{"a canary that crashes", newWorld(3, rolling, partition(2)).pod(0, oldRev).pod(1, oldRev).pod(2, newRev, crashing(5*time.Minute)), v1alpha1.StateBlocked,
			[]string{"Blocked: rolling from old to new, 1 of 1 updated (the partition holds ordinals 1, 0).",
				"web-2 is CrashLoopBackOff since 5m (exit 1, 7 restarts).",
				"See why nginx ended: kubectl -n shop logs web-2 -c nginx --previous"}},
		{"crash after an OnDelete set is all replaced", newWorld(2, rolling, onDelete).pod(0, newRev).pod(1, newRev, crashing(5*time.Minute)), v1alpha1.StateDegraded,
			[]string{"Degraded: 1 of 2 Pods available; no rollout is under way.",
				"web-1 is CrashLoopBackOff since 5m (exit 1, 7 restarts).",
				"See why nginx ended: kubectl -n shop logs web-1 -c nginx --previous"}},
		{"scale-down held up by a pod that is to go", newWorld(0).pod(0, newRev, crashing(hour)).pod(1, newRev, crashing(hour)), v1alpha1.StateBlocked,
			[]string{"Blocked: scaling down to 0, 2 Pods to remove.",
				"web-0 is CrashLoopBackOff since 60m (exit 1, 7 restarts); ordinal 1 waits behind it.",
				"Delete web-1: it is to go, and would wait for web-0 to be available: kubectl -n shop delete pod web-1"}},
		{"scale-down held up by a pod that ended", newWorld(1).pod(0, newRev).pod(1, newRev, endedLong).pod(2, newRev, crashing(hour)), v1alpha1.StateBlocked,
			[]string{"Blocked: scaling down to 1, 2 Pods to remove.",
				"web-1 ended (Evicted) and is not replaced: it is out of range; ordinal 2 waits behind it.",
				"Delete web-2: it is to go, and would wait for web-1 to be available: kubectl -n shop delete pod web-2"}},
		{"a node that came back", newWorld(1).pod(0, newRev, rebooted), v1alpha1.StateProgressing,
			[]string{"Progressing: 0 of 1 Pod available.",
				"web-0 is running but not ready since 40s (Unknown, exit 255, 1 restart)."}},
		{"a readiness gate, and a crash of weeks ago", newWorld(1).pod(0, newRev, gated), v1alpha1.StateDegraded,
			[]string{"Degraded: 0 of 1 Pod available; no rollout is under way.",
				"web-0 is running but not ready since 15m (readiness gate lb/attached is not True).",
				"See why web-0 is not ready: kubectl -n shop describe pod web-0"}},
		{"left from an earlier set of the name", newWorld(1, func(s *appsv1.StatefulSet) { s.CreationTimestamp = ago(time.Second) }).pod(0, newRev, ownedBy("StatefulSet", "web", "earlier")), v1alpha1.StateProgressing,
			[]string{"Progressing: creating Pods, 0 of 1 exist.",
				"web-0 is left from an earlier StatefulSet web; the garbage collector removes it."}},
		{"an operator holds the partition", newWorld(2, rolling, partition(1), operator).pod(0, oldRev).pod(1, newRev), v1alpha1.StateHeld,
			[]string{"Held by partition 1: ordinals from 1 up run revision new, ordinal 0 waits.",
				"Postgres/main owns the set and decides when its Pods are replaced."}},
		{"ordinals below the partition are not counted", newWorld(4, rolling, partition(2)).pod(0, newRev).pod(1, oldRev).pod(2, oldRev).pod(3, newRev), v1alpha1.StateProgressing,
			[]string{"Progressing: rolling from old to new, 1 of 2 updated (the partition holds ordinal 1)."}},
		{"an orphan to recreate", newWorld(2, rolling, recreate).pod(0, oldRev, orphan).pod(1, oldRev), v1alpha1.StateRecreating,
			[]string{"Recreating: rolling from old to new, 0 of 2 updated.",
				"web-0 runs an old revision; the controller is about to delete it; 1 more Pod not available."}},
		{"an orphan that is to go", newWorld(1).pod(0, newRev).pod(1, newRev, orphan, unready(hour)).pod(2, newRev, unready(hour)), v1alpha1.StateProgressing,
			[]string{"Progressing: scaling down to 1, 1 Pod to remove.",
				"web-1 has no owner; the controller is about to adopt it; ordinal 2 waits behind it."}},
		{"a node that refused a pod of days ago", newWorld(1).pod(0, newRev, rejected), v1alpha1.StateProgressing,
			[]string{"Progressing: 0 of 1 Pod available.",
				"web-0 is being replaced (it ended: NodeAffinity)."}},
		{"recreate takes down the old pods", newWorld(2, rolling, recreate).pod(0, oldRev, terminating(3*time.Second)).pod(1, oldRev, terminating(3*time.Second)), v1alpha1.StateRecreating,
			[]string{"Recreating: rolling from old to new, 0 of 2 updated.",
				"web-0 is terminating since 3s, 27s to go; 1 more Pod not available."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.world.report()
			if r.Rollout.State != tt.state {
				t.Errorf("state = %s, want %s", r.Rollout.State, tt.state)
			}
			if diff := cmp.Diff(tt.want, r.Summary); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
		})
	}
}

// Before 1.37 the status of an OnDelete set names its first revision as the
// current one for ever: to go back there would bring a template of years ago.
func TestOnDeleteRollsBackToWhatStillRuns(t *testing.T) {
	build := func(change func(*world)) []string {
		w := newWorld(3, rolling, onDelete).pod(2, newRev, crashing(hour)).
			add(controllerRevision(oldRev, 1), controllerRevision("web-mid", 4), controllerRevision(newRev, 5))
		change(w)
		var commands []string
		for _, a := range w.report().Rollout.Advice {
			commands = append(commands, a.Commands...)
		}
		return commands
	}
	look, remove := "kubectl -n shop logs web-2 -c nginx --previous", "kubectl -n shop delete pod web-2"
	want := []string{look, "kubectl -n shop rollout undo statefulset/web --to-revision=4", remove}
	if diff := cmp.Diff(want, build(func(w *world) { w.pod(0, "web-mid").pod(1, "web-mid") })); diff != "" {
		t.Errorf("a new Pod fails (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{look, remove}, build(func(w *world) { w.pod(0, newRev).pod(1, newRev) })); diff != "" {
		t.Errorf("nothing is left of what was before (-want +got):\n%s", diff)
	}
}

package plan

import (
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// badUpdate is a rollout to app:2 that got stuck: web-2 crashes.
func badUpdate(options ...podOption) *fixture {
	f := newFixture(3)
	f.set.Spec.Template = template("app:2")
	f.set.Generation, f.set.Status.ObservedGeneration = 2, 2
	second := f.revision("app:2", 2)
	f.set.Status.UpdateRevision = second
	f.set.Status.ReadyReplicas, f.set.Status.CurrentReplicas, f.set.Status.UpdatedReplicas = 2, 2, 1
	return f.pod(2, second, append([]podOption{crashing}, options...)...)
}

func commands(advice []v1alpha1.Advice) string {
	var out []string
	for _, a := range advice {
		out = append(out, a.Commands...)
	}
	return strings.Join(out, "; ")
}

func TestWhereItStops(t *testing.T) {
	claimOnNothing := newFixture(1, claims("Retain"))
	claimOnNothing.set.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = ptr("gone")

	for _, c := range []struct {
		name    string
		fixture *fixture
		change  Change
		moves   string
		outcome v1alpha1.PlanOutcome
		says    string
		advice  string
	}{
		{"a stuck rollout goes nowhere", badUpdate(), Change{}, "", v1alpha1.PlanStuck, "web-2 is CrashLoopBackOff",
			"kubectl -n shop rollout undo statefulset/web --to-revision=1; kubectl -n shop delete pod web-2"},
		{"the forced-rollback trap: undo alone stops at the broken Pod", badUpdate(), Change{Undo: new(int64)}, "", v1alpha1.PlanStuck,
			"it is of an old revision, and the controller waits for it instead of replacing it", "kubectl -n shop delete pod web-2"},
		{"undo and delete gets out of the trap", badUpdate(), Change{Undo: new(int64), DeletePods: []string{"web-2"}},
			"-web-2 +web-2", v1alpha1.PlanDone, "", ""},
		{"a broken Pod that is deleted comes back as broken", badUpdate(), Change{DeletePods: []string{"web-2"}},
			"-web-2 +web-2", v1alpha1.PlanStuck, "web-2 is CrashLoopBackOff", "kubectl -n shop rollout undo statefulset/web --to-revision=1; kubectl -n shop delete pod web-2"},
		{"a Pod that has not been scheduled vanishes at once", badUpdate(unscheduled), Change{Undo: ptr(int64(1)), DeletePods: []string{"web-2"}},
			"-web-2 +web-2", v1alpha1.PlanDone, "", ""},
		{"a Pod that is starting gets there", newFixture(2).pod(1, "web-x", starting), Change{}, "-web-1 +web-1", v1alpha1.PlanDone, "", ""},
		{"a Pod past its grace period never goes", newFixture(2).pod(1, "web-x", terminating(5*time.Minute)), Change{Replicas: ptr(int32(1))},
			"", v1alpha1.PlanStuck, "web-1 is still terminating after its grace period", "kubectl -n shop describe pod web-1"},
		{"a Pod within its grace period goes", newFixture(2).pod(1, "web-x", terminating(5*time.Second)), Change{Replicas: ptr(int32(1))},
			"", v1alpha1.PlanDone, "", ""},
		{"a claim of a class that does not exist is not bound", claimOnNothing, Change{Replicas: ptr(int32(2))},
			"+web-1", v1alpha1.PlanStuck, "claim data-web-1 is not bound: StorageClass gone does not exist", ""},
		{"a name that is too long", newFixture(1, named(strings.Repeat("x", 61))), Change{Replicas: ptr(int32(11))},
			"", v1alpha1.PlanStuck, "the API server refuses", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.fixture.plan(t, c.change)
			if got := moves(p.Steps); got != c.moves {
				t.Errorf("Pods %q, want %q", got, c.moves)
			}
			if p.Outcome != c.outcome || !strings.Contains(p.Message, c.says) {
				t.Errorf("outcome %s: %q; want %s: %q", p.Outcome, p.Message, c.outcome, c.says)
			}
			if got := commands(p.Advice); got != c.advice {
				t.Errorf("advice %q, want %q", got, c.advice)
			}
		})
	}
}

// What the plan rests on is said: a template that nobody runs yet may be as broken as any.
func TestAssumptions(t *testing.T) {
	for _, c := range []struct {
		name    string
		fixture *fixture
		change  Change
		want    string
	}{
		{"a new template works", newFixture(2), Change{Images: image("app:2")}, "become ready: none is there to show it"},
		{"a broken one fails again", badUpdate(), Change{DeletePods: []string{"web-2"}}, "fail as web-2 does (CrashLoopBackOff)"},
		{"and so does its restart", badUpdate(), Change{Restart: true, DeletePods: []string{"web-2"}}, "Pods of the new revision fail as web-2 does (CrashLoopBackOff)"},
		{"an image that cannot be pulled cannot be pulled", badUpdate(unpulled), Change{Images: image("app:no"), DeletePods: []string{"web-2"}}, "fail as web-2 does (ImagePullBackOff)"},
		{"what runs already goes on working", newFixture(2), Change{Replicas: ptr(int32(3))}, ""},
		{"a restart is no new template", newFixture(2), Change{Restart: true}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(c.fixture.plan(t, c.change).Assumptions, "; ")
			if !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("assumptions %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatKeepsAPodAway(t *testing.T) {
	quota := &corev1.Event{
		ObjectMeta:     metav1.ObjectMeta{Name: "web.1", Namespace: "shop"},
		InvolvedObject: corev1.ObjectReference{Kind: "StatefulSet", Name: "web", UID: "set-uid"},
		Type:           corev1.EventTypeWarning, Reason: "FailedCreate", LastTimestamp: ago(time.Minute),
		Message: `create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: exceeded quota: small`,
	}
	classless := func(s *appsv1.StatefulSet) {
		claims(retain)(s)
		s.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = nil
	}
	byDefault := standardClass()
	byDefault.Annotations = map[string]string{"storageclass.kubernetes.io/is-default-class": "true"}
	short := func() *fixture {
		f := newFixture(1)
		f.set.Spec.Replicas = ptr(int32(2))
		return f
	}
	lost := func(c *corev1.PersistentVolumeClaim) { c.Status.Phase = corev1.ClaimLost }
	stranger := func(pod *corev1.Pod) { pod.OwnerReferences[0].UID, pod.OwnerReferences[0].Name = "other", "other" }

	for _, c := range []struct {
		name    string
		fixture *fixture
		change  Change
		moves   string
		says    string
	}{
		{"a quota goes on refusing", short().add(quota), Change{}, "", `exceeded quota: small`},
		{"a new template may get through", short().add(quota), Change{Images: image("app:2")}, "+web-1 -web-0 +web-0", ""},
		{"the name is taken", short().pod(1, "x", stranger), Change{}, "", "the name web-1 is taken by another Pod"},
		{"no class, and no default one", newFixture(1, classless).add(standardClass()), Change{Replicas: ptr(int32(2))}, "+web-1",
			"it names no StorageClass, and the cluster has no default one"},
		{"no class, but a default one", newFixture(1, classless).add(byDefault), Change{Replicas: ptr(int32(2))}, "+web-1", ""},
		{"a volume that is gone", newFixture(1, claims(retain)).claim("data", 1, lost).add(standardClass()), Change{Replicas: ptr(int32(2))}, "+web-1",
			"claim data-web-1 is not bound: its volume pv-data-web-1 is gone"},
		{"a claim that nobody lets go of", newFixture(1, claims(retain)).add(standardClass()).claim("data", 1, deletedClaim, func(c *corev1.PersistentVolumeClaim) {
			c.Finalizers = []string{"example.com/backup"}
		}), Change{Replicas: ptr(int32(2))}, "", "claim data-web-1 is being deleted"},
		{"a claim that its Pod alone keeps", newFixture(2, claims(retain)).add(standardClass()).claim("data", 1, deletedClaim), Change{DeletePods: []string{"web-1"}}, "-web-1 +web-1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.fixture.plan(t, c.change)
			if got := moves(p.Steps); got != c.moves {
				t.Errorf("Pods %q, want %q", got, c.moves)
			}
			if !strings.Contains(p.Message, c.says) || (p.Outcome == v1alpha1.PlanStuck) != (c.says != "") {
				t.Errorf("outcome %s: %q; want %q", p.Outcome, p.Message, c.says)
			}
		})
	}
}

// A Pod that terminates already stops as those before it did, and no later than its grace period ends.
func TestTerminatingPodsTakeTheirTime(t *testing.T) {
	for started, want := range map[time.Duration]int64{4 * time.Second: 6, 25 * time.Second: 0, 0: 10} {
		f := newFixture(3).pod(2, "x", terminating(started))
		p := f.plan(t, Change{Replicas: ptr(int32(2))})
		if p.Estimate == nil || p.Estimate.Seconds != want {
			t.Errorf("deleted %s ago: %+v, want %d seconds", started, p.Estimate, want)
		}
	}
}

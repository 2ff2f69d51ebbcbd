package printer

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// newPlan is a plan of shop/web that ends well and does nothing yet.
func newPlan(changes ...v1alpha1.PlanChange) *v1alpha1.StatefulSetPlan {
	return &v1alpha1.StatefulSetPlan{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "web"}, AsOf: metav1.NewTime(now), Changes: changes,
		PlanResult: v1alpha1.PlanResult{
			ServerVersions: []string{"v1.37.1"}, Outcome: v1alpha1.PlanDone,
			Revisions: []v1alpha1.PlanRevision{{Name: "web-" + newRevision, Number: 2, New: true, NameKnown: true}, {Name: "web-" + oldRevision, Number: 1, NameKnown: true}},
			Estimate:  &v1alpha1.PlanEstimate{ReadySeconds: 70, ReadySamples: 3, StopSeconds: 10, StopSamples: 2, GraceSeconds: 30},
		},
	}
}

// script writes the steps of a plan down.
type script struct {
	*v1alpha1.PlanResult
	sync  int32
	after int64
}

func (s *script) step(actor v1alpha1.PlanActor, action v1alpha1.PlanAction, kind, name string, ordinal int32) *v1alpha1.PlanStep {
	after := s.after
	step := v1alpha1.PlanStep{Actor: actor, Action: action, Object: v1alpha1.ObjectReference{Kind: kind, Namespace: "shop", Name: name},
		AfterSeconds: &after, Batch: int32(len(s.Steps))}
	if ordinal >= 0 {
		step.Ordinal = &ordinal
	}
	if actor == v1alpha1.ActorController {
		step.Sync = s.sync
	}
	s.Steps = append(s.Steps, step)
	return &s.Steps[len(s.Steps)-1]
}

// delete removes Pods in one sync, and lets them stop.
func (s *script) delete(reason string, ordinals ...int32) {
	s.sync++
	for _, o := range ordinals {
		step := s.step(v1alpha1.ActorController, v1alpha1.PlanDeletePod, "Pod", fmt.Sprintf("web-%d", o), o)
		step.Revision, step.Reason = "web-"+oldRevision, reason
		s.PodsDeleted++
	}
	s.after += 10
	for _, o := range ordinals {
		s.step(v1alpha1.ActorKubelet, v1alpha1.PlanPodGone, "Pod", fmt.Sprintf("web-%d", o), o)
	}
}

// create makes Pods, and claims before them, in one sync, and lets them become available.
func (s *script) create(claims bool, ordinals ...int32) {
	s.sync++
	for _, o := range ordinals {
		name := fmt.Sprintf("web-%d", o)
		if claims {
			s.step(v1alpha1.ActorController, v1alpha1.PlanCreateClaim, "PersistentVolumeClaim", "data-"+name, o)
		}
		step := s.step(v1alpha1.ActorController, v1alpha1.PlanCreatePod, "Pod", name, o)
		step.Revision, step.Reason = "web-"+newRevision, "Missing"
		s.PodsCreated++
	}
	s.after += 70
	for _, o := range ordinals {
		s.step(v1alpha1.ActorKubelet, v1alpha1.PlanPodAvailable, "Pod", fmt.Sprintf("web-%d", o), o)
	}
	s.Estimate.Seconds = s.after
}

func (s *script) ordinals(from, to int32, before, after string) {
	for o := from; o >= to; o-- {
		s.Ordinals = append(s.Ordinals, v1alpha1.PlanOrdinal{Ordinal: o, PodName: fmt.Sprintf("web-%d", o), Before: before, After: after, Available: true})
	}
}

func templateChange(words string) v1alpha1.PlanChange {
	return v1alpha1.PlanChange{Field: "template", To: words}
}

// grown: two Pods more, one of which finds its claim again, and a new image for all.
func grownPlan() *v1alpha1.StatefulSetPlan {
	p := newPlan(v1alpha1.PlanChange{Field: "replicas", From: "3", To: "5"}, templateChange("image 1.2→1.3"))
	s := script{PlanResult: &p.PlanResult}
	s.step(v1alpha1.ActorUser, v1alpha1.PlanChangeSet, "StatefulSet", "web", -1)
	s.sync++
	s.step(v1alpha1.ActorController, v1alpha1.PlanCreateRevision, "ControllerRevision", "web-"+newRevision, -1)
	s.create(false, 3)
	s.create(true, 4)
	for _, o := range []int32{2, 1, 0} {
		s.delete("Outdated", o)
		s.create(false, o)
	}
	s.ordinals(4, 0, "", "web-"+newRevision)
	p.Available = v1alpha1.PlanAvailability{Before: 3, After: 5, Lowest: 3, LowestStep: -1}
	p.Claims = []v1alpha1.PlanClaim{
		{Name: "data-web-4", Ordinal: 4, Fate: v1alpha1.ClaimCreated, Size: "10Gi"},
		{Name: "data-web-3", Ordinal: 3, Fate: v1alpha1.ClaimReused, Size: "10Gi", VolumeName: "pv-3", CreationTimestamp: agoP(40 * day), UnusedSince: agoP(21 * day)},
	}
	p.DNSNames.Gained = []string{"web-4.nginx.shop.svc.cluster.local", "web-3.nginx.shop.svc.cluster.local"}
	return p
}

// atOnce: ten Pods of a Parallel set, three at a time, past a budget; other versions take them one by one.
func atOncePlan() *v1alpha1.StatefulSetPlan {
	p := newPlan(templateChange("image 1.2→1.3"), v1alpha1.PlanChange{Field: "maxUnavailable", From: "1", To: "3"})
	s := script{PlanResult: &p.PlanResult}
	for _, group := range [][]int32{{9, 8, 7}, {6, 5, 4}, {3, 2, 1}, {0}} {
		s.delete("Outdated", group...)
		s.create(false, group...)
	}
	s.ordinals(9, 0, "", "web-"+newRevision)
	p.Estimate.StopSamples = 0
	p.Available = v1alpha1.PlanAvailability{Before: 10, After: 10, Lowest: 7}
	p.PodDisruptionBudgets = []v1alpha1.PlanBudget{
		{Name: "web", DesiredHealthy: 9, LowestHealthy: 7, Broken: true}, {Name: "all", DesiredHealthy: 5, LowestHealthy: 7},
	}
	p.Assumptions = []string{"the server's version is not known, and this is by the rules of v1.37.1"}
	other := v1alpha1.PlanResult{ServerVersions: []string{"v1.35.4", "v1.34.2"}, Outcome: v1alpha1.PlanDone, Revisions: p.Revisions, Available: v1alpha1.PlanAvailability{Lowest: 9}}
	(&script{PlanResult: &other}).ordinals(9, 0, "", "web-"+newRevision)
	p.Alternatives = []v1alpha1.PlanResult{other}
	return p
}

// shrunk: Pods are removed, and their claims with them; what that means for the data depends.
func shrunkPlan() *v1alpha1.StatefulSetPlan {
	p := newPlan(v1alpha1.PlanChange{Field: "replicas", From: "5", To: "0"})
	s := script{PlanResult: &p.PlanResult}
	for o := int32(4); o >= 0; o-- {
		s.delete("OutOfRange", o)
		s.step(v1alpha1.ActorGarbageCollector, v1alpha1.PlanDeleteClaim, "PersistentVolumeClaim", fmt.Sprintf("data-web-%d", o), o)
	}
	p.Estimate.Seconds = s.after
	p.Available = v1alpha1.PlanAvailability{Before: 5}
	p.LosesData = true
	for i, data := range []v1alpha1.PlanClaimData{v1alpha1.DataDestroyed, v1alpha1.DataKept, v1alpha1.DataUnknown, v1alpha1.DataNone} {
		p.Claims = append(p.Claims, v1alpha1.PlanClaim{Name: fmt.Sprintf("data-web-%d", 4-i), Ordinal: int32(4 - i), Fate: v1alpha1.ClaimDeleted, Data: data,
			Size: "10Gi", CreationTimestamp: agoP(21 * day), VolumeName: fmt.Sprintf("pv-%d", 4-i), ReclaimPolicy: "Delete"})
	}
	p.Claims = append(p.Claims, v1alpha1.PlanClaim{Name: "data-web-0", Fate: v1alpha1.ClaimLeft, Size: "10Gi", CreationTimestamp: agoP(21 * day)})
	for o := 4; o >= 0; o-- {
		p.DNSNames.Lost = append(p.DNSNames.Lost, fmt.Sprintf("web-%d.nginx.shop.svc.cluster.local", o))
	}
	return p
}

// trapped: an undone rollout that waits for its broken Pod.
func trappedPlan() *v1alpha1.StatefulSetPlan {
	p := newPlan(templateChange("image 1.3→1.2"))
	s := script{PlanResult: &p.PlanResult}
	s.sync++
	s.step(v1alpha1.ActorController, v1alpha1.PlanUpdateRevision, "ControllerRevision", "web-"+oldRevision, -1)
	p.Outcome, p.Message = v1alpha1.PlanStuck, "web-2 is CrashLoopBackOff; it is of an old revision, and the controller waits for it instead of replacing it"
	p.Advice = []v1alpha1.Advice{{Message: "Delete web-2, and it goes on to the end", Commands: []string{"kubectl -n shop delete pod web-2"}}}
	s.ordinals(2, 0, "", "web-"+oldRevision)
	p.Available = v1alpha1.PlanAvailability{Before: 2, After: 2, Lowest: 2, LowestStep: -1}
	return p
}

// heldPlan: a restart that the partition holds, of Pods that tell no time.
func heldPlan() *v1alpha1.StatefulSetPlan {
	p := newPlan(templateChange("restart"))
	p.DeletePods = []string{"web-0"}
	s := script{PlanResult: &p.PlanResult}
	s.sync++
	s.step(v1alpha1.ActorController, v1alpha1.PlanCreateRevision, "ControllerRevision", "web-"+newRevision, -1)
	user := s.step(v1alpha1.ActorUser, v1alpha1.PlanDeletePod, "Pod", "web-0", 0)
	user.Revision = "web-" + oldRevision
	s.create(false, 0)
	s.Steps[2].Revision = "web-" + oldRevision
	s.delete("Outdated", 2)
	s.create(false, 2)
	for i := 3; i < len(p.Steps); i++ {
		p.Steps[i].AfterSeconds = nil
	}
	s.ordinals(2, 2, "", "web-"+newRevision)
	s.ordinals(1, 0, "", "web-"+oldRevision)
	p.Revisions[0].NameKnown = false
	p.Outcome, p.HeldBy, p.Held, p.Estimate = v1alpha1.PlanHeld, v1alpha1.HeldByPartition, []int32{1, 0}, nil
	p.Available = v1alpha1.PlanAvailability{Before: 1, After: 3}
	p.Notes = []string{"Pod web-0 is being deleted already"}
	return p
}

// refusedPlan: fields that cannot be changed, and what follows the way around.
func refusedPlan() *v1alpha1.StatefulSetPlan {
	p := newPlan()
	p.PlanResult = v1alpha1.PlanResult{
		Outcome: v1alpha1.PlanRejected, Message: "the API server refuses the change: spec.serviceName cannot be changed: nginx → web",
		Advice: []v1alpha1.Advice{
			{Message: "Save the set first", Commands: []string{"kubectl -n shop get statefulset web -o yaml > web.backup.yaml"}},
			{Message: "Replace the set under its Pods: they go on running, and the new set adopts them",
				Commands: []string{"kubectl -n shop delete statefulset web --cascade=orphan", "kubectl -n shop apply -f web.yaml"}},
		},
	}
	again := newPlan()
	s := script{PlanResult: &again.PlanResult}
	s.step(v1alpha1.ActorUser, v1alpha1.PlanOrphanSet, "StatefulSet", "web", -1)
	s.step(v1alpha1.ActorUser, v1alpha1.PlanCreateSet, "StatefulSet", "web", -1)
	s.sync++
	s.step(v1alpha1.ActorController, v1alpha1.PlanAdoptRevision, "ControllerRevision", "web-"+oldRevision, -1)
	for o := int32(0); o < 3; o++ {
		s.step(v1alpha1.ActorController, v1alpha1.PlanAdoptPod, "Pod", fmt.Sprintf("web-%d", o), o)
	}
	s.ordinals(2, 0, "", "web-"+oldRevision)
	again.Available = v1alpha1.PlanAvailability{Before: 3, After: 3, Lowest: 3, LowestStep: -1}
	p.IfRecreated = &again.PlanResult
	return p
}

// hostilePlan has names that a terminal would obey.
func hostilePlan() *v1alpha1.StatefulSetPlan {
	p := grownPlan()
	bad := "\x1b[2Jweb\u202e\n"
	p.Name, p.Message = bad, bad
	for i := range p.Steps {
		p.Steps[i].Object.Name = bad
	}
	p.Claims[0].Name, p.Claims[1].Name, p.Claims[1].VolumeName = bad, bad, bad
	p.Notes, p.Assumptions, p.DNSNames.Lost = []string{bad}, []string{bad}, []string{bad}
	p.Changes = append(p.Changes, v1alpha1.PlanChange{Field: bad, From: bad, To: bad})
	p.Gaps = []v1alpha1.Gap{{Resource: "persistentvolumes", Reason: v1alpha1.GapForbidden, Message: bad}}
	p.Outcome, p.Advice = v1alpha1.PlanStuck, []v1alpha1.Advice{{Message: bad, Commands: []string{bad}}}
	return p
}

func planCases() map[string]*v1alpha1.StatefulSetPlan {
	idle := newPlan()
	(&script{PlanResult: &idle.PlanResult}).ordinals(2, 0, "", "web-"+newRevision)
	deleting := newPlan()
	deleting.Outcome, deleting.Message = v1alpha1.PlanDeleting, "the set is being deleted, and its controller does nothing more for it"
	return map[string]*v1alpha1.StatefulSetPlan{
		"grown": grownPlan(), "atonce": atOncePlan(), "shrunk": shrunkPlan(), "trapped": trappedPlan(), "held": heldPlan(),
		"refused": refusedPlan(), "hostile": hostilePlan(), "idle": idle, "deleting": deleting,
	}
}

package plan

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// do is a write of the controller as the API server answers it.
func (w *world) do(a replay.Action) bool {
	switch a.Verb {
	case replay.CreatePod:
		return w.createPod(a)
	case replay.DeletePod:
		pod := w.pod(a.Name)
		if pod == nil || statefulset.IsTerminating(pod) {
			return false
		}
		w.deletePod(pod, v1alpha1.ActorController, string(a.Reason))
		return true
	case replay.UpdatePod:
		w.replacePod(a.Object.(*corev1.Pod))
	case replay.AdoptPod, replay.ReleasePod:
		pod := w.pod(a.Name).DeepCopy()
		w.setOwner(pod, a.Verb == replay.AdoptPod)
		w.replacePod(pod)
	case replay.CreateClaim:
		claim := a.Object.(*corev1.PersistentVolumeClaim).DeepCopy()
		w.admit(claim)
		claim.Status.Phase = corev1.ClaimPending
		w.Claims = append(w.Claims, claim)
	case replay.UpdateClaim:
		w.updateClaim(a.Object.(*corev1.PersistentVolumeClaim))
	default:
		w.doRevision(a)
	}
	w.action(a)
	return true
}

func (w *world) createPod(a replay.Action) bool {
	pod := a.Object.(*corev1.Pod).DeepCopy()
	if r := w.refuses(pod); r != nil {
		w.refused[pod.Name] = *r
		return false
	}
	w.admit(pod)
	w.fates[pod.UID] = w.start(pod)
	w.Pods = append(w.Pods, pod)
	w.podStep(v1alpha1.ActorController, v1alpha1.PlanCreatePod, pod, string(a.Reason))
	return true
}

// refusal is why the API server takes no Pod of a name.
type refusal struct {
	why string
	// name: because the name is too long.
	name bool
}

// refuses knows two reasons: the Pod's name, and that it is refused already, which a
// new template may or may not cure.
func (w *world) refuses(pod *corev1.Pod) *refusal {
	if why := tooLong(w.Set, pod); why != "" {
		return &refusal{why, true}
	}
	why := w.refusals[pod.Name]
	switch {
	case why == "":
		return nil
	case w.newTemplate:
		w.assume(pod.Name + " is refused now, and is not with the new template")
		return nil
	}
	w.assume(pod.Name + " is refused now, and goes on being refused")
	return &refusal{why, false}
}

// updateClaim keeps the uid: the controller may have made the claim in the same sync.
func (w *world) updateClaim(changed *corev1.PersistentVolumeClaim) {
	for i, have := range w.Claims {
		if have.Name == changed.Name {
			claim := have.DeepCopy()
			claim.OwnerReferences = w.knownOwners(changed)
			w.Claims[i] = claim
		}
	}
}

// knownOwners fills in the uid of a Pod that was created in this very sync.
func (w *world) knownOwners(claim *corev1.PersistentVolumeClaim) []metav1.OwnerReference {
	refs := slices.Clone(claim.OwnerReferences)
	for i := range refs {
		if pod := w.pod(refs[i].Name); refs[i].UID == "" && pod != nil {
			refs[i].UID = pod.UID
		}
	}
	return refs
}

func (w *world) doRevision(a replay.Action) {
	switch a.Verb {
	case replay.CreateRevision:
		r := a.Object.(*appsv1.ControllerRevision).DeepCopy()
		w.admit(r)
		w.Revisions = append(w.Revisions, r)
	case replay.DeleteRevision:
		w.Revisions = slices.DeleteFunc(w.Revisions, func(r *appsv1.ControllerRevision) bool { return r.Name == a.Name })
	case replay.UpdateRevision, replay.AdoptRevision:
		for i, have := range w.Revisions {
			if have.Name != a.Name {
				continue
			}
			r := have.DeepCopy()
			r.Revision = a.Number
			if a.Verb == replay.AdoptRevision {
				w.setOwner(r, true)
			}
			w.Revisions[i] = r
		}
	}
}

// setOwner makes the set the controller of an object, or lets go of it.
func (w *world) setOwner(obj metav1.Object, own bool) {
	w.disown(obj)
	if own {
		ref := metav1.NewControllerRef(w.Set, appsv1.SchemeGroupVersion.WithKind("StatefulSet"))
		obj.SetOwnerReferences(append(obj.GetOwnerReferences(), *ref))
	}
}

// action records what needs no words of its own.
func (w *world) action(a replay.Action) {
	kind := map[replay.Verb]string{
		replay.CreateClaim: "PersistentVolumeClaim", replay.UpdateClaim: "PersistentVolumeClaim",
		replay.UpdatePod: "Pod", replay.AdoptPod: "Pod", replay.ReleasePod: "Pod",
	}[a.Verb]
	if kind == "" {
		kind = "ControllerRevision"
	}
	s := w.step(v1alpha1.ActorController, v1alpha1.PlanAction(a.Verb), kind, a.Name, a.Ordinal)
	s.Reason, s.Revision = string(a.Reason), a.Revision
}

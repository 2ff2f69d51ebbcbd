package inspect

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// attention lists why a person should look at the set, most urgent first. What
// is slow, held on purpose or under way is no reason.
func (v *view) attention(r *v1alpha1.Rollout, g *v1alpha1.GoverningService) []v1alpha1.Attention {
	var out []v1alpha1.Attention
	for i := range r.WaitsFor {
		w := &r.WaitsFor[i]
		if !w.Failing {
			continue
		}
		reason := "PodFailing"
		switch r.State {
		case v1alpha1.StateTrapped, v1alpha1.StateBlocked, v1alpha1.StateDegraded, v1alpha1.StateUnobserved, v1alpha1.StateDeleting:
			if i == 0 {
				reason = string(r.State)
			}
		}
		out = append(out, v1alpha1.Attention{Reason: reason, Object: w.Object, Message: w.Message})
	}
	// An OrderedReady controller looks no further than the first Pod it waits
	// for; a person wants to know of the other broken ones too.
	for _, row := range v.replicas {
		if row.pod == nil || !row.info.Failing || mentions(r.WaitsFor, row.info.Name) {
			continue
		}
		out = append(out, v1alpha1.Attention{
			Reason: "PodFailing", Object: v.ref("Pod", row.info.Name), Message: v.replicaWait(row).Message,
		})
	}
	out = append(out, v.claimAttention()...)
	switch g.State {
	case v1alpha1.ServiceMissing, v1alpha1.ServiceSelectorMismatch:
		out = append(out, v1alpha1.Attention{
			Reason: "Service" + string(g.State), Message: g.Message,
			Object: v.ref("Service", g.Name),
		})
	}
	if r.State == v1alpha1.StateHeld && r.HeldBy == v1alpha1.HeldByOnDelete && metav1.GetControllerOfNoCopy(v.set) == nil {
		out = append(out, v1alpha1.Attention{
			Reason: "AwaitsDeletion", Message: r.WaitsFor[len(r.WaitsFor)-1].Message,
			Object: v.setRef(),
		})
	}
	return out
}

// claimAttention: data that is gone or about to go. A claim that a Pod mounts
// and that does not exist is certain trouble; one of a Pod not created yet is not.
func (v *view) claimAttention() []v1alpha1.Attention {
	if !v.knows(snapshot.PersistentVolumeClaims) {
		return nil
	}
	var out []v1alpha1.Attention
	add := func(reason, name, message string) {
		out = append(out, v1alpha1.Attention{Reason: reason, Message: message,
			Object: v.ref("PersistentVolumeClaim", name)})
	}
	for _, r := range v.replicas {
		if r.pod == nil || statefulset.IsTerminating(r.pod) {
			continue
		}
		for i := range v.set.Spec.VolumeClaimTemplates {
			name := statefulset.ClaimName(v.set, v.set.Spec.VolumeClaimTemplates[i].Name, r.ordinal)
			if !mounts(r.pod, name) {
				continue
			}
			switch claimState(v.snap.Claim(v.set.Namespace, name)) {
			case v1alpha1.ClaimMissing:
				add("ClaimMissing", name, fmt.Sprintf("claim %s does not exist, and %s mounts it", name, r.info.Name))
			case v1alpha1.ClaimLost:
				add("ClaimLost", name, fmt.Sprintf("claim %s lost its volume", name))
			case v1alpha1.ClaimTerminating:
				add("ClaimTerminating", name, fmt.Sprintf("claim %s is being deleted: it goes when %s is deleted, and its data unless the volume is kept (Retain)", name, r.info.Name))
			}
		}
	}
	return out
}

// ref names an object in the set's namespace.
func (v *view) ref(kind, name string) v1alpha1.ObjectReference {
	return v1alpha1.ObjectReference{Kind: kind, Namespace: v.set.Namespace, Name: name}
}

func (v *view) setRef() v1alpha1.ObjectReference { return v.ref("StatefulSet", v.set.Name) }

func mounts(pod *corev1.Pod, claim string) bool {
	for i := range pod.Spec.Volumes {
		if pvc := pod.Spec.Volumes[i].PersistentVolumeClaim; pvc != nil && pvc.ClaimName == claim {
			return true
		}
	}
	return false
}

func mentions(waits []v1alpha1.Wait, name string) bool {
	for i := range waits {
		if waits[i].Object.Kind == "Pod" && waits[i].Object.Name == name {
			return true
		}
	}
	return false
}

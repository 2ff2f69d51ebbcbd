package explain

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// because collects grounds; those that say nothing are left out.
func because(grounds ...v1alpha1.Ground) []v1alpha1.Ground {
	var out []v1alpha1.Ground
	for _, g := range grounds {
		if g != (v1alpha1.Ground{}) {
			out = append(out, g)
		}
	}
	return out
}

// field of the StatefulSet.
func field(path string, value any) v1alpha1.Ground {
	return v1alpha1.Ground{Field: path, Value: fmt.Sprint(value)}
}

// of makes a ground that of another object.
func of(kind, namespace, name string, g v1alpha1.Ground) v1alpha1.Ground {
	g.Object = &v1alpha1.ObjectReference{Kind: kind, Namespace: namespace, Name: name}
	return g
}

func (e *explainer) ofPod(pod *corev1.Pod, path string, value any) v1alpha1.Ground {
	return of("Pod", pod.Namespace, pod.Name, field(path, value))
}

func (e *explainer) ofClaim(name, path string, value any) v1alpha1.Ground {
	return of("PersistentVolumeClaim", e.set.Namespace, name, field(path, value))
}

func ofVolume(name, path string, value any) v1alpha1.Ground {
	return of("PersistentVolume", "", name, field(path, value))
}

func (e *explainer) ofRevision(name string) v1alpha1.Ground {
	for i := range e.report.Revisions {
		if r := &e.report.Revisions[i]; r.Name == name {
			return of("ControllerRevision", e.set.Namespace, name, field("revision", r.Number))
		}
	}
	return v1alpha1.Ground{}
}

// rule of the StatefulSet controller.
func rule(r replay.Rule) v1alpha1.Ground {
	if r == (replay.Rule{}) {
		return v1alpha1.Ground{}
	}
	return v1alpha1.Ground{Rule: r.Func, Says: r.Says, URL: r.URL()}
}

// The fields that decide most often, as they stand in the set.

func (e *explainer) replicas() v1alpha1.Ground {
	return field("spec.replicas", statefulset.Replicas(e.set))
}

func (e *explainer) start() v1alpha1.Ground {
	if e.set.Spec.Ordinals == nil {
		return field("spec.ordinals.start", "")
	}
	return field("spec.ordinals.start", e.set.Spec.Ordinals.Start)
}

func (e *explainer) partition() v1alpha1.Ground {
	const path = "spec.updateStrategy.rollingUpdate.partition"
	ru := e.set.Spec.UpdateStrategy.RollingUpdate
	if ru == nil || ru.Partition == nil {
		return field(path, "")
	}
	return field(path, *ru.Partition)
}

func (e *explainer) strategy() v1alpha1.Ground {
	return field("spec.updateStrategy.type", statefulset.Strategy(e.set))
}

func (e *explainer) policy() v1alpha1.Ground {
	return field("spec.podManagementPolicy", e.report.Spec.PodManagementPolicy)
}

// current is what the status names, or the rule where that is not what counts.
func (e *explainer) current() v1alpha1.Ground {
	if e.currentRevision() != e.set.Status.CurrentRevision {
		return rule(replay.RuleCurrentRevision)
	}
	return field("status.currentRevision", e.set.Status.CurrentRevision)
}

func (e *explainer) update() v1alpha1.Ground {
	return field("status.updateRevision", e.set.Status.UpdateRevision)
}

func (o *ordinal) revisionLabel() v1alpha1.Ground {
	return o.ofPod(o.pod, "metadata.labels[controller-revision-hash]", statefulset.Revision(o.pod))
}

func (e *explainer) whenScaled() v1alpha1.Ground {
	return field("spec.persistentVolumeClaimRetentionPolicy.whenScaled", e.report.Spec.WhenScaled)
}

func (e *explainer) whenDeleted() v1alpha1.Ground {
	return field("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", e.report.Spec.WhenDeleted)
}

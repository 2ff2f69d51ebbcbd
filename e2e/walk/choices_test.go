//go:build e2e

package walk

import (
	"encoding/json"
	"fmt"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const (
	behaviorKey = "sim.kubectl-sts.dev/behavior"
	restartKey  = "kubectl.kubernetes.io/restartedAt"
)

// choice is a kind of step: weight says how often it is taken, do takes it and says with what.
type choice struct {
	name   string
	weight int
	do     func(w *walker) (string, error)
}

// choices are the steps there are. They are a function's result: wake refers to steps, which refer to them.
var choices = []choice{
	{"scale to", 14, func(w *walker) (string, error) {
		n := int32(w.rng.IntN(6))
		return fmt.Sprint(n), w.editSet(func(set *appsv1.StatefulSet) { set.Spec.Replicas = &n })
	}},
	{"image", 14, func(w *walker) (string, error) {
		tag := pick(w, "1", "2", "3", "4", "5", "unready", "crashloop", "no-such-image")
		return tag, w.template(func(t *corev1.PodTemplateSpec) { t.Spec.Containers[0].Image = "example.com/app:" + tag })
	}},
	{"restart", 5, func(w *walker) (string, error) {
		at := strconv.Itoa(w.n)
		return at, w.template(func(t *corev1.PodTemplateSpec) { metav1.SetMetaDataAnnotation(&t.ObjectMeta, restartKey, at) })
	}},
	{"undo", 8, func(w *walker) (string, error) {
		if len(w.templates) == 0 {
			return "", errNotNow
		}
		i := w.rng.IntN(len(w.templates))
		return fmt.Sprintf("to template %d", i), w.editSet(func(set *appsv1.StatefulSet) { set.Spec.Template = *w.templates[i].DeepCopy() })
	}},
	{"partition", 6, func(w *walker) (string, error) {
		n := int32(w.rng.IntN(4))
		return fmt.Sprint(n), w.rolling(func(r *appsv1.RollingUpdateStatefulSetStrategy) { r.Partition = &n })
	}},
	{"maxUnavailable", 4, func(w *walker) (string, error) {
		n := intstr.Parse(pick(w, "1", "2", "3", "50%"))
		return n.String(), w.rolling(func(r *appsv1.RollingUpdateStatefulSetStrategy) { r.MaxUnavailable = &n })
	}},
	{"strategy", 3, func(w *walker) (string, error) {
		s := pick(w, appsv1.RollingUpdateStatefulSetStrategyType, appsv1.OnDeleteStatefulSetStrategyType, appsv1.RecreateStatefulSetStrategyType)
		return string(s), w.editSet(func(set *appsv1.StatefulSet) {
			set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: s}
		})
	}},
	{"minReadySeconds", 3, func(w *walker) (string, error) {
		n := int32(w.rng.IntN(3))
		return fmt.Sprint(n), w.editSet(func(set *appsv1.StatefulSet) { set.Spec.MinReadySeconds = n })
	}},
	{"ordinals.start", 2, func(w *walker) (string, error) {
		n := int32(w.rng.IntN(4))
		return fmt.Sprint(n), w.editSet(func(set *appsv1.StatefulSet) { set.Spec.Ordinals = &appsv1.StatefulSetOrdinals{Start: n} })
	}},
	{"revisionHistoryLimit", 2, func(w *walker) (string, error) {
		n := int32(w.rng.IntN(3))
		return fmt.Sprint(n), w.editSet(func(set *appsv1.StatefulSet) { set.Spec.RevisionHistoryLimit = &n })
	}},
	{"retention", 5, func(w *walker) (string, error) {
		policy := appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenDeleted: pick(w, appsv1.RetainPersistentVolumeClaimRetentionPolicyType, appsv1.DeletePersistentVolumeClaimRetentionPolicyType),
			WhenScaled:  pick(w, appsv1.RetainPersistentVolumeClaimRetentionPolicyType, appsv1.DeletePersistentVolumeClaimRetentionPolicyType),
		}
		if len(w.set().Spec.VolumeClaimTemplates) == 0 {
			return "", errNotNow
		}
		return fmt.Sprintf("%s, %s", policy.WhenDeleted, policy.WhenScaled), w.editSet(func(set *appsv1.StatefulSet) {
			set.Spec.PersistentVolumeClaimRetentionPolicy = &policy
		})
	}},
	{"make", 8, func(w *walker) (string, error) {
		pod, err := w.pod(alive)
		if err != nil {
			return "", err
		}
		how := pick(w, "unready", "crashloop", "imagepull", "stuck-terminating")
		return pod.Name + " " + how, w.behave(pod.Name, how)
	}},
	{"cure", 14, func(w *walker) (string, error) {
		pod, err := w.pod(func(p *corev1.Pod) bool {
			how := p.Annotations[behaviorKey]
			return how != "" && how != "ready"
		})
		if err != nil {
			return "", err
		}
		return pod.Name, w.behave(pod.Name, "ready")
	}},
	{"end", 4, func(w *walker) (string, error) {
		pod, err := w.pod(func(p *corev1.Pod) bool { return alive(p) && p.Status.Phase == corev1.PodRunning })
		if err != nil {
			return "", err
		}
		phase := pick(w, corev1.PodFailed, corev1.PodSucceeded)
		text, err := json.Marshal(map[string]any{"status": map[string]any{"phase": phase}})
		if err != nil {
			return "", err
		}
		ended, err := w.core.Pods(w.Namespace).Patch(w.Context(), pod.Name, types.MergePatchType, text, metav1.PatchOptions{}, "status")
		w.did(Pods, ended, err)
		return fmt.Sprintf("%s as %s", pod.Name, phase), err
	}},
	{"delete", 8, func(w *walker) (string, error) {
		pod, err := w.pod(alive)
		if err != nil {
			return "", err
		}
		return pod.Name, w.delete(Pods, pod.Name, metav1.DeleteOptions{})
	}},
	{"delete by force", 5, func(w *walker) (string, error) {
		pod, err := w.pod(anyPod)
		if err != nil {
			return "", err
		}
		return pod.Name, w.delete(Pods, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: new(int64(0))})
	}},
	{"delete claim", 4, func(w *walker) (string, error) {
		name, err := w.named(Claims)
		if err != nil {
			return "", err
		}
		return name, w.delete(Claims, name, metav1.DeleteOptions{})
	}},
	{"disown claim", 3, func(w *walker) (string, error) {
		name, err := w.named(Claims)
		if err != nil {
			return "", err
		}
		return name, w.patch(Claims, name, map[string]any{"ownerReferences": nil})
	}},
	{"hide", 3, func(w *walker) (string, error) {
		pod, err := w.pod(func(p *corev1.Pod) bool { return alive(p) && p.Labels[appKey] != "" })
		if err != nil {
			return "", err
		}
		return pod.Name + " from the selector", w.patch(Pods, pod.Name, map[string]any{"labels": map[string]any{appKey: nil}})
	}},
	{"show", 10, func(w *walker) (string, error) {
		pod, err := w.pod(func(p *corev1.Pod) bool { return p.Labels[appKey] == "" })
		if err != nil {
			return "", err
		}
		return pod.Name + " to the selector", w.patch(Pods, pod.Name, map[string]any{"labels": map[string]any{appKey: setName}})
	}},
	{"disown", 3, func(w *walker) (string, error) {
		pod, err := w.pod(anyPod)
		if err != nil {
			return "", err
		}
		return pod.Name, w.patch(Pods, pod.Name, map[string]any{"ownerReferences": nil})
	}},
	{"rename", 4, func(w *walker) (string, error) {
		pod, err := w.pod(anyPod)
		if err != nil {
			return "", err
		}
		to := pick[any](w, nil, "other")
		return fmt.Sprintf("%s to %v", pod.Name, to), w.patch(Pods, pod.Name, map[string]any{"labels": map[string]any{appsv1.StatefulSetPodNameLabel: to}})
	}},
	{"disown revision", 3, func(w *walker) (string, error) {
		name, err := w.named(Revisions)
		if err != nil {
			return "", err
		}
		return name, w.patch(Revisions, name, map[string]any{"ownerReferences": nil})
	}},
	{"delete revision", 2, func(w *walker) (string, error) {
		name, err := w.named(Revisions)
		if err != nil {
			return "", err
		}
		return name, w.delete(Revisions, name, metav1.DeleteOptions{})
	}},
	{"recreate the set,", 2, func(w *walker) (string, error) {
		how := pick(w, metav1.DeletePropagationOrphan, metav1.DeletePropagationForeground, metav1.DeletePropagationBackground)
		return string(how), w.recreate(how)
	}},
}

func pick[T any](w *walker, from ...T) T { return from[w.rng.IntN(len(from))] }

// template changes the set's template, and remembers what it was.
func (w *walker) template(edit func(*corev1.PodTemplateSpec)) error {
	w.templates = append(w.templates, *w.set().Spec.Template.DeepCopy())
	if len(w.templates) > 4 {
		w.templates = w.templates[1:]
	}
	return w.editSet(func(set *appsv1.StatefulSet) { edit(&set.Spec.Template) })
}

// rolling changes the parameters of a rolling update.
func (w *walker) rolling(edit func(*appsv1.RollingUpdateStatefulSetStrategy)) error {
	if w.set().Spec.UpdateStrategy.Type != appsv1.RollingUpdateStatefulSetStrategyType {
		return errNotNow
	}
	return w.editSet(func(set *appsv1.StatefulSet) {
		if set.Spec.UpdateStrategy.RollingUpdate == nil {
			set.Spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{}
		}
		edit(set.Spec.UpdateStrategy.RollingUpdate)
	})
}

func (w *walker) behave(pod, how string) error {
	return w.patch(Pods, pod, map[string]any{"annotations": map[string]any{behaviorKey: how}})
}

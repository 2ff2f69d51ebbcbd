package plan

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/version"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// reject finds what the API server would refuse of the change
// (ValidateStatefulSetUpdate), as far as a plan can bring it about.
func (e *edit) reject(f *facts, c *Change, rules replay.Rules) {
	before, after := &f.set.Spec, &e.set.Spec
	immutable := func(field string, same bool, from, to string) {
		if same {
			return
		}
		message := fmt.Sprintf("%s cannot be changed", field)
		if from != to {
			message += fmt.Sprintf(": %s → %s", orNone(from), orNone(to))
		}
		e.refuse(v1alpha1.RejectedImmutable, field, message)
	}
	immutable("spec.serviceName", before.ServiceName == after.ServiceName, before.ServiceName, after.ServiceName)
	immutable("spec.podManagementPolicy", statefulset.OrderedReady(f.set) == statefulset.OrderedReady(e.set),
		string(before.PodManagementPolicy), string(after.PodManagementPolicy))
	immutable("spec.selector", equality.Semantic.DeepEqual(before.Selector, after.Selector),
		metav1.FormatLabelSelector(before.Selector), metav1.FormatLabelSelector(after.Selector))
	immutable("spec.volumeClaimTemplates", equality.Semantic.DeepEqual(before.VolumeClaimTemplates, after.VolumeClaimTemplates),
		claimTemplateWords(before.VolumeClaimTemplates), claimTemplateWords(after.VolumeClaimTemplates))
	if !atLeast(rules.Version, 33) {
		immutable("spec.revisionHistoryLimit", historyLimit(f.set) == historyLimit(e.set), historyLimit(f.set), historyLimit(e.set))
	}
	if len(e.rejections) > 0 {
		e.advice = recreateAdvice(e.set, c.ManifestFile)
	}
	if !statefulset.Selector(e.set).Matches(labels.Set(after.Template.Labels)) {
		e.refuse(v1alpha1.RejectedInvalid, "spec.template.metadata.labels", "the selector does not match the labels of the template")
	}
	if after.UpdateStrategy.RollingUpdate != nil && statefulset.Strategy(e.set) != appsv1.RollingUpdateStatefulSetStrategyType {
		e.refuse(v1alpha1.RejectedInvalid, "spec.updateStrategy.rollingUpdate", fmt.Sprintf("%s has no rollingUpdate: remove it", statefulset.Strategy(e.set)))
	}
}

func (e *edit) refuse(reason v1alpha1.PlanRejectionReason, field, message string) {
	e.rejections = append(e.rejections, v1alpha1.PlanRejection{
		Reason: reason, Field: field, Message: message,
		Object: v1alpha1.ObjectReference{Kind: "StatefulSet", Namespace: e.set.Namespace, Name: e.set.Name},
	})
}

func rejectedMessage(rejections []v1alpha1.PlanRejection) string {
	var messages []string
	for _, r := range rejections {
		messages = append(messages, r.Message)
	}
	return "the API server refuses the change: " + strings.Join(messages, "; ")
}

// claimTemplateWords tell claim templates apart as far as they usually differ.
func claimTemplateWords(templates []corev1.PersistentVolumeClaim) string {
	var out []string
	for i := range templates {
		t := &templates[i]
		words := t.Name
		if size, ok := t.Spec.Resources.Requests[corev1.ResourceStorage]; ok {
			words += " " + size.String()
		}
		if class := t.Spec.StorageClassName; class != nil {
			words += " of " + *class
		}
		out = append(out, words)
	}
	return strings.Join(out, ", ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func atLeast(serverVersion string, minor uint) bool {
	v, err := version.ParseGeneric(serverVersion)
	return err == nil && v.AtLeast(version.MajorMinor(1, minor))
}

// tooLong says why the API server takes no Pod of such a name; empty when it does.
// The name is the Pod's hostname and a label of it, and its revision's is a label too.
func tooLong(set *appsv1.StatefulSet, pod *corev1.Pod) string {
	const most = validation.DNS1123LabelMaxLength
	if n := len(pod.Name); n > most {
		return fmt.Sprintf("%s has %d characters, and a hostname at most %d", pod.Name, n, most)
	}
	if r := statefulset.Revision(pod); len(r) > validation.LabelValueMaxLength {
		return fmt.Sprintf("its label %s=%s has %d characters, and a label at most %d: the set's name %s is too long",
			appsv1.StatefulSetRevisionLabel, r, len(r), validation.LabelValueMaxLength, set.Name)
	}
	return ""
}

package walk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// essence of an object that is written is what the controller decides of it, as JSON.
func essence(verb replay.Verb, object metav1.Object) string {
	var of any
	switch o := object.(type) {
	case *corev1.Pod:
		pod := o.DeepCopy()
		if verb == replay.UpdatePod {
			// The rest is what the API server has, whose defaults and admission plugins wrote some of it.
			of = []any{pod.Labels, pod.OwnerReferences}
			break
		}
		if pod.Spec.EnableServiceLinks == nil {
			// The one default that Pods have and templates have not (SetDefaults_Pod); the audit log shows it.
			pod.Spec.EnableServiceLinks = new(true)
		}
		// The controller goes through a map of the claims.
		slices.SortFunc(pod.Spec.Volumes, func(a, b corev1.Volume) int { return strings.Compare(a.Name, b.Name) })
		of = []any{pod.GenerateName, pod.Labels, pod.Annotations, pod.Finalizers, pod.OwnerReferences, pod.Spec}
	case *corev1.PersistentVolumeClaim:
		if verb == replay.UpdateClaim {
			of = []any{o.Labels, orNone(o.OwnerReferences)}
			break
		}
		of = []any{o.Labels, orNone(o.OwnerReferences), o.Spec}
	case *appsv1.ControllerRevision:
		if verb == replay.UpdateRevision {
			of = o.Revision
			break
		}
		var data any
		if err := json.Unmarshal(o.Data.Raw, &data); err != nil {
			return fmt.Sprint(err)
		}
		of = []any{o.Labels, o.Annotations, o.OwnerReferences, data, o.Revision}
	case *appsv1.StatefulSet:
		of = statusEssence(&o.Status)
	}
	text, err := json.Marshal(of)
	if err != nil {
		return fmt.Sprint(err) // Nothing that came as JSON cannot be written as JSON.
	}
	return string(text)
}

// statusEssence leaves out when conditions changed: the controller reads the clock for that.
func statusEssence(status *appsv1.StatefulSetStatus) *appsv1.StatefulSetStatus {
	out := status.DeepCopy()
	for i := range out.Conditions {
		out.Conditions[i].LastTransitionTime = metav1.Time{}
	}
	out.Conditions = orNone(out.Conditions)
	return out
}

// orNone makes no distinction between an empty list and none.
func orNone[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

package walk

import (
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// describeSync is a sync in a line.
func describeSync(sync replay.Sync) string {
	var words []string
	before, after := foreseen(sync)
	for i, batch := range before {
		for _, s := range batch {
			words = append(words, fmt.Sprintf("%d:%s", i, s))
		}
	}
	if sync.WritesStatus {
		words = append(words, "status "+statusText(sync.Status))
	}
	for _, batch := range after {
		words = append(words, batch[0].String())
	}
	for _, w := range sync.Waits {
		words = append(words, fmt.Sprintf("waits for %s %s", w.Pod, w.Condition))
	}
	if sync.Failure != nil {
		words = append(words, "fails: "+sync.Failure.Message)
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

func describeWrites(writes []Write) string {
	words := make([]string, 0, len(writes))
	for _, w := range writes {
		words = append(words, w.String())
	}
	return strings.Join(words, ", ")
}

func (e Explained) String() string {
	kind := "exact"
	switch {
	case e.Why != "":
		kind = "DIFFERENT: " + e.Why
	case e.Late > 0:
		kind = fmt.Sprintf("late by %d events, %s", e.Late, e.LateBy.Round(time.Millisecond))
	}
	if e.Refused {
		kind += ", cut short"
	}
	return fmt.Sprintf("%s: %s = %s", kind, describeWrites(e.Writes), describeSync(e.Sync))
}

// statusText is the part of a status that is compared.
func statusText(status *appsv1.StatefulSetStatus) string {
	if status == nil {
		return "none"
	}
	return essence(WriteStatus, &appsv1.StatefulSet{Status: *status})
}

// describeState is a state as small YAML: what the controller looks at.
func describeState(state *replay.State) string {
	if state == nil {
		return "no set"
	}
	set := state.Set
	spec := set.Spec.DeepCopy()
	spec.Selector, spec.VolumeClaimTemplates = nil, nil
	world := map[string]any{
		"now": state.Now,
		"set": map[string]any{
			"uid": set.UID, "generation": set.Generation, "version": set.ResourceVersion, "deleted": set.DeletionTimestamp,
			"spec": spec, "status": set.Status,
		},
	}
	var pods, revisions, claims []any
	for _, p := range state.Pods {
		pods = append(pods, map[string]any{
			"object": about(p), "phase": p.Status.Phase, "ready": readiness(p), "node": p.Spec.NodeName,
		})
	}
	for _, r := range state.Revisions {
		revisions = append(revisions, map[string]any{"object": about(r), "revision": r.Revision})
	}
	for _, c := range state.Claims {
		claims = append(claims, map[string]any{"object": about(c), "phase": c.Status.Phase})
	}
	world["pods"], world["revisions"], world["claims"] = pods, revisions, claims
	out, err := yaml.Marshal(world)
	if err != nil {
		return err.Error()
	}
	return string(out)
}

// about is what names an object and says whose it is, in a line.
func about(o metav1.Object) string {
	text := fmt.Sprintf("%s uid=%s version=%s labels=%v", o.GetName(), o.GetUID(), o.GetResourceVersion(), o.GetLabels())
	for _, ref := range o.GetOwnerReferences() {
		text += fmt.Sprintf(" owner=%s/%s/%s", ref.Kind, ref.Name, ref.UID)
	}
	if at := o.GetDeletionTimestamp(); at != nil {
		text += " deleted=" + at.Format(time.TimeOnly)
	}
	return text
}

func readiness(pod *corev1.Pod) string {
	c := statefulset.ReadyCondition(pod)
	if c == nil {
		return "unknown"
	}
	return fmt.Sprintf("%s since %s", c.Status, c.LastTransitionTime.Format(time.TimeOnly))
}

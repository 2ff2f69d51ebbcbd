package main

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/kwok/kustomize/stage/node/fast"
	heartbeat "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
	"sigs.k8s.io/yaml"
)

// A Stage is a rule of KWOK: when an object looks like this, wait, then change it like that. The Stages are
// built here rather than kept as YAML, because the Pod ones share most of their text.

// kwokStages is every Stage as YAML documents. The node ones are KWOK's own.
func kwokStages() (string, error) {
	var out strings.Builder
	for _, stage := range append(podStages(), volumeStages()...) {
		stage.TypeMeta = metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: v1alpha1.StageKind}
		b, err := yaml.Marshal(stage)
		if err != nil {
			return "", fmt.Errorf("stage %s: %w", stage.Name, err)
		}
		fmt.Fprintf(&out, "---\n%s", b)
	}
	for _, text := range []string{fast.DefaultNodeInit, heartbeat.DefaultNodeHeartbeatWithLease} {
		fmt.Fprintf(&out, "---\n%s\n", strings.TrimPrefix(text, "---\n"))
	}
	return out.String(), nil
}

// stage is a Stage for objects of the kind for which the jq expression is true. An expression that fails
// counts as false, so it must not assume that a field is there.
func stage(kind, name, when string, steps ...v1alpha1.StageStep) *v1alpha1.Stage {
	return &v1alpha1.Stage{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.StageSpec{
			ResourceRef: v1alpha1.StageResourceRef{APIGroup: "v1", Kind: kind},
			Selector: &v1alpha1.StageSelector{MatchExpressions: []v1alpha1.MatchExpression{{
				JQ: &v1alpha1.SelectorJQ{Key: vocabulary + when, Operator: v1alpha1.SelectorOpIn, Values: []string{"true"}},
			}}},
			Steps: steps,
		},
	}
}

// after delays a Stage by the duration (such as "5s") that the jq expression yields, if it yields one.
func after(duration string, s *v1alpha1.Stage) *v1alpha1.Stage {
	s.Spec.Delay = &v1alpha1.StageDelay{
		DurationMilliseconds: new(int64(0)),
		DurationFrom:         &v1alpha1.ExpressionFrom{JQ: &v1alpha1.ExpressionJQ{Expression: vocabulary + duration}},
	}
	return s
}

func warn(reason, message string) v1alpha1.StageStep {
	return v1alpha1.StageStep{Event: &v1alpha1.StageEvent{Type: "Warning", Reason: reason, Message: message}}
}

// setStatus patches the status. The resource version makes the server refuse it when the object has changed
// since: KWOK may play a Stage twice on what it saw first, and a second play would, for one thing, hand a Pod
// a second address. The change that caused the refusal is on its way to KWOK and is looked at anew.
func setStatus(template string) v1alpha1.StageStep {
	return v1alpha1.StageStep{Patch: &v1alpha1.StagePatch{
		Subresource: "status",
		Template: "metadata: {resourceVersion: {{ .metadata.resourceVersion | Quote }}}\nstatus:\n  " +
			strings.ReplaceAll(strings.TrimSpace(template), "\n", "\n  ") + "\n",
	}}
}

// vocabulary is the words the expressions are written in.
const vocabulary = `
def asked($what): .metadata.annotations["sim.kubectl-sts.dev/" + $what] // .metadata.labels["sim.kubectl-sts.dev/" + $what];
def tags: [.spec.containers[]?.image | sub(".*:"; "")];
def behavior: asked("behavior") // (tags |
  if index("no-such-image") then "imagepull" elif index("crashloop") then "crashloop" elif index("unready") then "unready" else "ready" end);
def healthy: behavior | . == "ready" or . == "stuck-terminating";
def alive: .metadata.deletionTimestamp == null;
def condition($type): [.status.conditions[]? | select(.type == $type) | .status][0] // "Unknown";
def waiting($reason): any(.status.containerStatuses[]?; .state.waiting.reason == $reason);
def started: (.status.containerStatuses // []) | length > 0;
def running: started and all(.status.containerStatuses[]; .state.running != null);
def gates: asked("gates") != "hold" or
  ([.spec.readinessGates[]?.conditionType] - [.status.conditions[]? | select(.status == "True") | .type] == []);
`

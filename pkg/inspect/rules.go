package inspect

import (
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// rulesUsed says by which controller's rules the report was made, and what those
// of other versions would do that are as likely.
func (v *view) rulesUsed(r *v1alpha1.Rollout) *v1alpha1.Rules {
	out := &v1alpha1.Rules{ServerVersion: v.rules[0].Version, Assumption: v.assumed}
	if r.State == v1alpha1.StateUnknown || r.State == v1alpha1.StateDeleting {
		return out
	}
	others := v.alternatives()
	for _, rules := range v.rules[1:] {
		sync, found := others[rules.Version]
		if !found {
			continue
		}
		a := v1alpha1.Alternative{ServerVersions: []string{rules.Version}, Next: v.steps(sync, "")}
		a.Message = workOf(sync, a.Next)
		same := slices.IndexFunc(out.Alternatives, func(o v1alpha1.Alternative) bool { return o.Message == a.Message })
		if same >= 0 {
			out.Alternatives[same].ServerVersions = append(out.Alternatives[same].ServerVersions, rules.Version)
			continue
		}
		out.Alternatives = append(out.Alternatives, a)
	}
	return out
}

// workOf says what a sync does or, when it does nothing, what it waits for.
func workOf(s replay.Sync, steps []v1alpha1.Step) string {
	var words []string
	for i := range steps {
		words = append(words, steps[i].Message)
	}
	switch waits := stops(s); {
	case len(steps) == 0 && len(waits) > 0:
		words = append(words, "wait until "+outcomes(waits))
	}
	switch {
	case s.Failure != nil:
		words = append(words, "fail: "+s.Failure.Message)
	case len(words) == 0:
		return "do nothing"
	}
	return strings.Join(words, ", then ")
}

package inspect

import (
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// otherRules are what the controllers of other versions would do, where the
// version is not known and it makes a difference.
func (v *view) otherRules() []v1alpha1.Alternative {
	var out []v1alpha1.Alternative
	others := v.alternatives()
	for _, rules := range v.rules[1:] {
		sync, found := others[rules.Version]
		if !found {
			continue
		}
		a := v1alpha1.Alternative{ServerVersions: []string{rules.Version}, Next: v.steps(sync, "")}
		a.Message = workOf(sync, a.Next)
		same := slices.IndexFunc(out, func(o v1alpha1.Alternative) bool { return o.Message == a.Message })
		if same >= 0 {
			out[same].ServerVersions = append(out[same].ServerVersions, rules.Version)
			continue
		}
		out = append(out, a)
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

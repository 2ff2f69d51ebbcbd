package wait

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// conditions are the values of --for, in the order of the help.
var conditions = []v1alpha1.WaitCondition{
	v1alpha1.WaitForComplete, v1alpha1.WaitForReady, v1alpha1.WaitForAvailable, v1alpha1.WaitForHeld, v1alpha1.WaitForDeleted,
}

func conditionNames() (names []string) {
	for _, c := range conditions {
		names = append(names, word(c))
	}
	return names
}

// word is a condition as it is typed and said: "complete".
func word(c v1alpha1.WaitCondition) string { return strings.ToLower(string(c)) }

// parseCondition takes a condition in any case, as kubectl wait does, and
// "delete" for kubectl's name of the last.
func parseCondition(text string) (v1alpha1.WaitCondition, error) {
	for _, c := range conditions {
		if strings.EqualFold(text, string(c)) {
			return c, nil
		}
	}
	if strings.EqualFold(text, "delete") {
		return v1alpha1.WaitForDeleted, nil
	}
	return "", fmt.Errorf("unknown condition %q; wait --for one of: %s", text, strings.Join(conditionNames(), ", "))
}

package plan

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// merge adds a result, or only its version where another one came to the same.
func merge(results []v1alpha1.PlanResult, r v1alpha1.PlanResult) []v1alpha1.PlanResult {
	for i := range results {
		if same(&results[i], &r) {
			results[i].ServerVersions = append(results[i].ServerVersions, r.ServerVersions...)
			return results
		}
	}
	return append(results, r)
}

// same compares what happens. The names of new revisions are different with every
// version that serialises templates in its own way: that makes no difference.
func same(a, b *v1alpha1.PlanResult) bool {
	if a.Outcome != b.Outcome || a.LosesData != b.LosesData || a.Available != b.Available || len(a.Steps) != len(b.Steps) {
		return false
	}
	ours, theirs := newNames{}, newNames{}
	for i := range a.Steps {
		if ours.key(&a.Steps[i], a) != theirs.key(&b.Steps[i], b) {
			return false
		}
	}
	return true
}

// newNames numbers new revisions in the order in which they come up.
type newNames map[string]string

func (n newNames) key(s *v1alpha1.PlanStep, r *v1alpha1.PlanResult) string {
	name := s.Object.Name
	if s.Object.Kind == "ControllerRevision" {
		name = n.of(name, r)
	}
	return strings.Join([]string{string(s.Action), s.Object.Kind, name, n.of(s.Revision, r), s.Reason, fmt.Sprint(s.Batch)}, " ")
}

func (n newNames) of(revision string, r *v1alpha1.PlanResult) string {
	for i := range r.Revisions {
		if r.Revisions[i].Name == revision && r.Revisions[i].New {
			if n[revision] == "" {
				n[revision] = fmt.Sprintf("new-%d", len(n))
			}
			return n[revision]
		}
	}
	return revision
}

// enumerate names the first few of many.
func enumerate(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, ", ")
}

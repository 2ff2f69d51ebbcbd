package printer

import (
	"fmt"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// way is "revision 2 (7f9c, current) → revision 3 (5d46, update)".
func (s diffScreen) way(t *v1alpha1.TemplateDiff) string {
	from, to := s.side(t.From), s.side(t.To)
	if from == to {
		return from
	}
	return from + " → " + to
}

// side names a template; wide shows the whole name of a revision.
func (s diffScreen) side(t *v1alpha1.TemplateSide) string {
	if t.Pod != "" {
		return t.Pod + " as it runs"
	}
	var facts []string
	name := hash(t.Revision)
	if s.wide() {
		name = t.Revision
	}
	if name != "" {
		facts = append(facts, name)
	}
	for _, role := range t.Roles {
		word := strings.ToLower(string(role))
		if role == v1alpha1.TemplateLive && !slices.Contains(t.Roles, v1alpha1.TemplateUpdate) {
			word = "live, not seen by the controller yet"
		}
		facts = append(facts, word)
	}
	inside := strings.Join(facts, ", ")
	switch {
	case t.Number > 0:
		return fmt.Sprintf("revision %d (%s)", t.Number, inside)
	case t.Revision != "":
		return "revision " + name + strings.TrimPrefix(" ("+strings.Join(facts[1:], ", ")+")", " ()")
	}
	return "the set's own template (" + inside + ")"
}

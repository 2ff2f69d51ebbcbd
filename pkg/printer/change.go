package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words what a rollout brings, and by whom.

// changeLabel tells a change under way from one that is over.
func (s set) changeLabel() string {
	if s.Rollout.State == v1alpha1.StateComplete {
		return "last change"
	}
	return "change"
}

func (s set) changeCells() []Cell {
	c := s.Rollout.Change
	if c == nil {
		return nil
	}
	words := s.changed(c.To) + " is the first revision"
	if c.To.Number > 1 {
		// There was one before it, once.
		words = s.changed(c.To) + " is the oldest revision kept"
	}
	switch {
	case c.From != nil:
		words = fmt.Sprintf("from %s to %s: %s", s.changed(*c.From), s.changed(c.To), changeWords(c))
	case c.Message != "":
		words = "to " + s.changed(c.To) + ": " + c.Message
	}
	if by := s.author(c); by != "" {
		words += "; " + by
	}
	return []Cell{{Text: words}}
}

func changeWords(c *v1alpha1.Change) string {
	switch words := strings.Join(c.Summary, ", "); {
	case words == "" && c.Message != "":
		return c.Message
	case c.Message != "":
		return words + " (" + c.Message + ")"
	case c.Restart:
		return "a restart, nothing else changed"
	case words == "":
		return "no change, the template is only written differently"
	default:
		return words
	}
}

// author is "by argocd-controller 12m ago".
func (s set) author(c *v1alpha1.Change) string {
	var words []string
	if c.By != "" {
		words = append(words, "by "+c.By)
	}
	if c.At != nil {
		words = append(words, s.age(*c.At)+" ago")
	}
	return strings.Join(words, " ")
}

// changed is "7f9c (revision 4)"; wide shows the whole name.
func (s set) changed(r v1alpha1.ChangedRevision) string {
	name := hash(r.Name)
	if s.wide {
		name = r.Name
	}
	if r.Number == 0 {
		return name
	}
	return fmt.Sprintf("%s (revision %d)", name, r.Number)
}

package printer

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// changesAtMost is how many changes of one revision the narrow screen names.
const changesAtMost = 4

// change is what the revision brought and by whom: "image 1.2→1.3; +env FOO; by helm".
func (r revisionRow) change() Cell {
	c := r.Change
	if c == nil {
		return toned(unknown)
	}
	cell := Cell{Text: r.changeWords()}
	if c.From != nil && c.From.Number != r.Number-1 && c.Kind != v1alpha1.RevisionUnknown {
		// What it replaced has another number now, or is gone.
		cell.Text = fmt.Sprintf("against %d: %s", c.From.Number, cell.Text)
	}
	switch c.Kind {
	case v1alpha1.RevisionRewritten, v1alpha1.RevisionUnknown:
		cell.Tone = Warn
	}
	if c.CameBack {
		cell.Text = "came back; " + cell.Text
	}
	if c.SameAs != nil && c.Kind != v1alpha1.RevisionRewritten {
		cell.Text += fmt.Sprintf("; the same as revision %d again", c.SameAs.Number)
	}
	if by := r.by(); by != "" {
		cell.Text += "; " + by
	}
	return cell
}

func (r revisionRow) changeWords() string {
	c := r.Change
	switch c.Kind {
	case v1alpha1.RevisionFirst:
		return "first"
	case v1alpha1.RevisionOldest:
		return "oldest kept"
	case v1alpha1.RevisionRestart:
		return "restart" + r.unlessAge(c.RestartedAt)
	case v1alpha1.RevisionRewritten:
		return "nothing, only written differently"
	case v1alpha1.RevisionTemplate:
		words := c.Summary
		if more := len(words) - changesAtMost; more > 0 && !r.set.wide {
			return strings.Join(words[:changesAtMost], "; ") + fmt.Sprintf("; and %d more", more)
		}
		return orNone(strings.Join(words, "; "))
	case v1alpha1.RevisionUnknown:
		if len(r.Containers) == 0 {
			return "cannot be read" // Why is among the notes.
		}
		return "not known: " + c.Message
	}
	return unknown
}

// by is "by argocd-controller 12m ago".
func (r revisionRow) by() string {
	c := r.Change
	if c.By == "" {
		return ""
	}
	if c.Kind == v1alpha1.RevisionRestart && c.RestartedAt != nil {
		return "by " + c.By // When is said.
	}
	return "by " + c.By + r.unlessAge(c.At)
}

// unlessAge is " 12m ago" where that is not what the age of the revision says.
func (r revisionRow) unlessAge(t *metav1.Time) string {
	if t == nil || r.set.age(*t) == r.set.age(r.CreationTimestamp) {
		return ""
	}
	return " " + r.set.age(*t) + " ago"
}

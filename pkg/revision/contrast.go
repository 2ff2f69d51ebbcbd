package revision

import (
	"reflect"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/safetext"
)

// Contrast is how one template differs from another, in words, as steps and as text.
type Contrast struct {
	// Changes in words, the most telling first. Empty exactly when Ops is.
	Changes []Change
	// Ops make the one of the other.
	Ops []Op
	// Skipped are the paths of fields that one side has and the other cannot tell:
	// an object in a newer version of the API lost them when it was read.
	Skipped []string

	from, to map[string]any
}

// NewContrast compares two templates. A Hider, if any, hides values in Ops and in the text.
func NewContrast(from, to *Template, h *Hider) *Contrast {
	c := &Contrast{}
	a, b := from.whole, to.whole
	var left []string
	if a == nil || b == nil {
		a, b = from.known, to.known
		c.Skipped = union(from.unknown, to.unknown)
	} else {
		for _, path := range union(from.unknown, to.unknown) {
			if !reflect.DeepEqual(from.unknown[path], to.unknown[path]) {
				left = append(left, path)
			}
		}
	}
	b, _ = align(a, b, "").(map[string]any)
	plain := patch(a, b)
	c.Changes = agreeing(diff(from.typed, to.typed, left), plain)
	c.Ops = plain
	if h != nil {
		a, _ = h.hide(a, "").(map[string]any)
		b, _ = h.hide(b, "").(map[string]any)
		c.Ops = patch(a, b)
	}
	c.from, c.to = a, b
	return c
}

// Texts are the templates as YAML, defaults filled in.
func (c *Contrast) Texts() (from, to string) { return text(c.from), text(c.to) }

// agreeing makes words and steps say the same of whether anything differs at all:
// where there are no words for what does, its path has to do.
func agreeing(changes []Change, ops []Op) []Change {
	switch {
	case len(ops) == 0:
		return nil
	case len(changes) > 0:
		return changes
	}
	var paths []string
	for _, op := range ops {
		paths = append(paths, op.KeyPath)
	}
	slices.Sort(paths)
	d := differ{left: slices.Compact(paths)}
	d.nameLeft()
	return d.changes
}

// Unified is the text's unified diff with three lines around each change; empty
// when nothing differs.
func (c *Contrast) Unified(from, to string) string {
	if len(c.Ops) == 0 {
		return ""
	}
	const around = 3
	a, b := c.Texts()
	out, err := udiff.ToUnifiedDiff(oneLine(from), oneLine(to), a, udiff.Lines(a, b), around)
	if err != nil {
		return "" // Edits of the same text always fit it.
	}
	// The library loses count of the new text's lines where two edits share a hunk.
	more := 0
	for _, hunk := range out.Hunks {
		hunk.ToLine = hunk.FromLine + more
		for _, line := range hunk.Lines {
			switch line.Kind {
			case udiff.Insert:
				more++
			case udiff.Delete:
				more--
			}
		}
	}
	return out.String()
}

// oneLine keeps a hostile name from adding lines of its own.
func oneLine(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return '?'
		}
		return r
	}, name)
}

func text(tree map[string]any) string {
	out, err := safetext.YAML(tree)
	if err != nil {
		return "" // JSON's own types always have a YAML.
	}
	return string(out)
}

package diff

import (
	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// compare makes a comparison, once.
func (d *differ) compare(from, to *side) *v1alpha1.TemplateDiff {
	key := [2]string{from.key, to.key}
	if out := d.made[key]; out != nil {
		return out
	}
	c := revision.NewContrast(from.template, to.template, d.hider)
	out := &v1alpha1.TemplateDiff{
		From: &from.TemplateSide, To: &to.TemplateSide,
		Summary: revision.Words(c.Changes), Restart: revision.IsRestart(c.Changes),
		Unified: c.Unified(d.title(from), d.title(to)),
	}
	for _, op := range c.Ops {
		out.Changes = append(out.Changes, change(op))
	}
	d.noteSkipped(c)
	if from.redacted && to.redacted {
		d.note(noteRedacted)
	}
	if len(out.Changes) > 0 {
		d.result.Texts = append(d.result.Texts, *texts(c, from, to))
	}
	d.made[key] = out
	return out
}

const noteRedacted = "Values were left out of the snapshot (REDACTED): those that changed look the same here."

func (d *differ) noteSkipped(c *revision.Contrast) {
	for _, path := range c.Skipped {
		d.note("Not compared: " + path + ", a field that this version of " + d.program + " does not know.")
	}
}

func (d *differ) note(text string) {
	if !d.noted[text] {
		d.noted[text] = true
		d.result.Report.Notes = append(d.result.Report.Notes, text)
	}
}

func (d *differ) unknown(text string) {
	d.result.Report.Unknown = append(d.result.Report.Unknown, text)
}

// texts are what was compared, for another program.
func texts(c *revision.Contrast, from, to *side) *Text {
	t := &Text{FromName: fileName(from), ToName: fileName(to)}
	t.From, t.To = c.Texts()
	return t
}

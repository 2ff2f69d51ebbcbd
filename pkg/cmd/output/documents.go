package output

import (
	"encoding/json"
	"strings"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/safetext"
)

// Text is what Print prints.
func (p *Printer) Text(r Reports, screen Screen) (string, error) {
	var text strings.Builder
	err := p.print(&text, r, screen)
	return text.String(), err
}

// Document prints the reports as one of many documents: JSON on a line of its own,
// YAML after a line of dashes. For formats other than a screen.
func (p *Printer) Document(r Reports) error {
	if p.format == formatJSON {
		text, err := json.Marshal(r.object())
		if err != nil {
			return err
		}
		_, err = p.out.Write(append(safetext.JSON(text), '\n'))
		return err
	}
	text, err := p.Text(r, nil)
	if err != nil {
		return err
	}
	if p.format == formatYAML && p.documents {
		text = "---\n" + text
	}
	p.documents = true
	_, err = p.out.Write([]byte(text))
	return err
}

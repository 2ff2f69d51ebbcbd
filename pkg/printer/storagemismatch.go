package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
)

// mismatches say which claims are not as their template wants them, and how to grow those that are too small.
func (s set) mismatches(p *page, rows []claimRow) {
	var all []finding
	grow := map[string]string{}
	var templates []string
	for _, r := range rows {
		for _, m := range detail(r.claim()).Mismatches {
			all = append(all, r.finding(m.Message, Warn))
			t := r.claim().Template
			if m.Field == v1alpha1.FieldRequest && less(m.Claim, m.Template) == Warn && grow[t] == "" {
				grow[t] = m.Template
				templates = append(templates, t)
			}
		}
	}
	s.tell(p, all)
	for _, t := range templates {
		p.line(Cell{Text: fmt.Sprintf("To grow the claims of %s: %s", t, s.resizeCommand(t, grow[t]))})
	}
}

func (s set) resizeCommand(template, size string) string {
	words := []string{s.program, "storage", shell.Quote(s.Name)}
	if s.Namespace != "" {
		words = append(words, "-n", shell.Quote(s.Namespace))
	}
	words = append(words, "--resize", shell.Quote(size))
	if len(s.Spec.ClaimTemplates) > 1 {
		words = append(words, "--template", shell.Quote(template))
	}
	return strings.Join(words, " ")
}

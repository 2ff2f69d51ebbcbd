package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// sentences prints the summary, then what it left unsaid: more to do, more to look at.
func (s set) sentences(p *page) *told {
	said := &told{}
	if len(s.Summary) > 0 {
		// The summary is about what comes first and about whose turn it is, in its own words.
		for i, w := range s.Rollout.WaitsFor {
			if i == 0 || w.Reason == v1alpha1.WaitPerson {
				said.add(w.Message)
			}
		}
	}
	for i, sentence := range s.Summary {
		tone := Plain
		if i == 0 {
			tone = stateTone(s.Rollout.State)
		}
		said.tell(p, sentence, tone)
	}
	s.advise(p, said)
	return said
}

// advise prints what a person can do and should look at, as far as it is not said yet.
func (s set) advise(p *page, said *told) {
	s.remedies(p, said)
	for _, a := range s.Attention {
		said.tell(p, a.Message, Warn)
	}
}

// remedies are what a person can do, in safe order.
func (s set) remedies(p *page, said *told) {
	for _, a := range s.Rollout.Advice {
		if len(a.Commands) == 1 && !said.has(a.Commands[0]) {
			said.tell(p, a.Message+": "+a.Commands[0], Plain)
			continue
		}
		said.tell(p, a.Message, Plain)
		for _, c := range a.Commands {
			if !said.has(c) {
				said.add(c)
				p.command(c)
			}
		}
	}
}

// told remembers what a screen has said, so that nothing is said twice.
type told []string

func (t *told) has(sentence string) bool {
	sentence = strings.ToLower(strings.TrimRight(sentence, "."))
	for _, said := range *t {
		if strings.Contains(said, sentence) {
			return true
		}
	}
	return false
}

func (t *told) add(sentence string) { *t = append(*t, strings.ToLower(sentence)) }

func (t *told) tell(p *page, sentence string, tone Tone) {
	if sentence == "" || t.has(sentence) {
		return
	}
	t.add(sentence)
	p.line(Cell{sentence, tone})
}

func (s set) serviceSentence() string {
	switch m := s.Service.Message; {
	case m == "":
		return fmt.Sprintf("Service %s: %s", s.Service.Name, serviceTrouble(s.Service.State))
	case strings.HasPrefix(m, "Service "):
		return m
	default:
		return fmt.Sprintf("Service %s: %s", s.Service.Name, m)
	}
}

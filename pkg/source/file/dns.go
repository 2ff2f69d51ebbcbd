package file

import (
	"encoding/json"
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// DNSAnswersAnnotation holds what the cluster's DNS answered: no object tells it.
const DNSAnswersAnnotation = "inspect.kubectl-sts.dev/dns-answers"

// noAnswers is the Gap of a file without answers. Which name the program has is not known here.
const noAnswers = "a file cannot be asked, and holds no answers: snapshot --resolve records them"

func parseAnswers(text string) ([]snapshot.Inquiry, error) {
	if text == "" {
		return nil, nil
	}
	var asked []snapshot.Inquiry
	if err := json.Unmarshal([]byte(text), &asked); err != nil {
		return nil, fmt.Errorf("annotation %s: %w", DNSAnswersAnnotation, err)
	}
	return asked, nil
}

// addAnswers adds what was answered about the sets that are held.
func (m *merged) addAnswers(b *snapshot.Builder, held []*appsv1.StatefulSet) {
	for _, i := range m.asked {
		i.Answers = slices.DeleteFunc(i.Answers, func(a snapshot.Answer) bool { return !snapshot.ConcernsDNS(a, held) })
		if len(i.Answers) > 0 {
			b.AddInquiry(i)
		}
	}
}

package explain

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/duration"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

type groupResource = schema.GroupResource

// paragraph begins one; it counts from its first sentence on.
type paragraph struct {
	out       *v1alpha1.Explanation
	paragraph v1alpha1.Paragraph
	begun     bool
}

func (e *explainer) paragraph(topic v1alpha1.Topic, format string, args ...any) *paragraph {
	return &paragraph{out: e.out, paragraph: v1alpha1.Paragraph{Topic: topic, Title: fmt.Sprintf(format, args...)}}
}

// say adds a sentence and what it rests on.
func (p *paragraph) say(why []v1alpha1.Ground, format string, args ...any) {
	p.add(v1alpha1.Sentence{Text: fmt.Sprintf(format, args...), Why: because(why...)})
}

func (p *paragraph) add(s v1alpha1.Sentence) {
	if !p.begun {
		p.out.Paragraphs = append(p.out.Paragraphs, p.paragraph)
		p.begun = true
	}
	last := &p.out.Paragraphs[len(p.out.Paragraphs)-1]
	last.Sentences = append(last.Sentences, s)
}

// setName is how a sentence introduces the set; later ones say its bare name.
func (e *explainer) setName() string {
	if e.set.Namespace == "" {
		return "StatefulSet " + e.set.Name
	}
	return "StatefulSet " + e.set.Namespace + "/" + e.set.Name
}

// rangeWords are the ordinals that the set wants.
func (e *explainer) rangeWords() string {
	start, end := statefulset.StartOrdinal(e.set), statefulset.EndOrdinal(e.set)
	switch n := statefulset.Replicas(e.set); {
	case n <= 0:
		return "wants no Pod (replicas 0)"
	case n == 1:
		return fmt.Sprintf("wants one Pod, ordinal %d", start)
	default:
		return fmt.Sprintf("wants %d Pods, ordinals %d to %d", n, start, end)
	}
}

// short is a revision's name without the set's, which all of them share.
func (e *explainer) short(revision string) string {
	return strings.TrimPrefix(revision, e.set.Name+"-")
}

// ago is how long since t, as kubectl has it: "12m".
func (e *explainer) ago(t metav1.Time) string {
	return duration.HumanDuration(max(e.opts.Now.Sub(t.Time), 0))
}

func seconds(n int64) string { return duration.HumanDuration(time.Duration(n) * time.Second) }

// list joins names as the object of a sentence: "a", "a and b", "a, b and 3 more".
func list(names []string) string {
	const shown = 4
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1:
		return names[0]
	case n > shown:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown-1], ", "), n-shown+1)
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// s is the ending of a noun that is counted.
func s(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// verb is the one that fits a number of things.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func itoa[N int | int32 | int64](n N) string { return strconv.FormatInt(int64(n), 10) }

func secondsOf(n int64) time.Duration { return time.Duration(n) * time.Second }

// capital makes a phrase the beginning of a sentence.
func capital(text string) string {
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		return string(text[0]-'a'+'A') + text[1:]
	}
	return text
}

package explain

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// eachSentence calls do with every sentence of every scene, of the set and of all
// its ordinals and some beyond.
func eachSentence(t *testing.T, c cast, do func(t *testing.T, where string, s v1alpha1.Sentence)) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			w := scene.build(t, c)
			for index := int32(everything); index < 10; index++ {
				for _, p := range w.explain(index).Paragraphs {
					for _, s := range p.Sentences {
						do(t, p.Title, s)
					}
				}
			}
		})
	}
}

// TestNoSentenceIsGeneric plays every scene twice, with other names and other
// ordinals: what is said of both alike would be true of any set, and says nothing.
func TestNoSentenceIsGeneric(t *testing.T) {
	said := map[string]bool{}
	eachSentence(t, bank, func(_ *testing.T, _ string, s v1alpha1.Sentence) { said[s.Text] = true })
	eachSentence(t, shop, func(t *testing.T, where string, s v1alpha1.Sentence) {
		if said[s.Text] {
			t.Errorf("%s: the same is said of another set: %s", where, s.Text)
		}
	})
}

// TestSentences are sentences: they end, they hold no gap and no name of Go's.
func TestSentences(t *testing.T) {
	odd := regexp.MustCompile(`%!|<nil>|  |\(\)|\.\.|,,| ,| \.|: \.|on revision[,. ]*$|\[\]|&\{`)
	eachSentence(t, shop, func(t *testing.T, where string, s v1alpha1.Sentence) {
		if !strings.HasSuffix(s.Text, ".") || odd.MatchString(s.Text) {
			t.Errorf("%s: %q", where, s.Text)
		}
	})
}

// TestEverySentenceRestsOnSomething: only what is not known has no grounds.
func TestEverySentenceRestsOnSomething(t *testing.T) {
	eachSentence(t, shop, func(t *testing.T, where string, s v1alpha1.Sentence) {
		if len(s.Why) == 0 {
			t.Errorf("%s: nothing is given for: %s", where, s.Text)
		}
		for _, g := range s.Why {
			if (g.Field == "") == (g.Says == "") || g.Rule != "" && g.URL == "" {
				t.Errorf("%s: a ground is neither a field nor a rule: %+v", where, g)
			}
		}
	})
}

// TestExplainChangesNothing: the snapshot is shared.
func TestExplainChangesNothing(t *testing.T) {
	for _, scene := range scenes {
		w := scene.build(t, shop)
		before := copies(w.snapshot())
		for index := int32(everything); index < 6; index++ {
			w.explain(index)
		}
		if diff := cmp.Diff(before, copies(w.snapshot())); diff != "" {
			t.Errorf("%s: objects changed:\n%s", scene.name, diff)
		}
	}
}

func copies(snap *snapshot.Snapshot) []any {
	var out []any
	for _, o := range snap.Objects() {
		out = append(out, o.DeepCopyObject())
	}
	return out
}

// texts are the sentences of a topic.
func texts(e *v1alpha1.Explanation, topic v1alpha1.Topic) string {
	var out []string
	for _, p := range e.Paragraphs {
		if p.Topic == topic {
			for _, s := range p.Sentences {
				out = append(out, s.Text)
			}
		}
	}
	return strings.Join(out, " ")
}

// TestTopicsComeOnce: what is looked for by its topic is in one place. A set that
// is being deleted has two deletions to tell of, a Pod's and its own.
func TestTopicsComeOnce(t *testing.T) {
	for _, scene := range scenes {
		w := scene.build(t, shop)
		for index := int32(everything); index < 6; index++ {
			seen := map[v1alpha1.Topic]bool{}
			for _, p := range w.explain(index).Paragraphs {
				if seen[p.Topic] && w.set.DeletionTimestamp == nil {
					t.Errorf("%s, index %d: %s comes twice", scene.name, index, p.Topic)
				}
				seen[p.Topic] = true
			}
		}
	}
}

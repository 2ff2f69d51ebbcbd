package printer

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

// explanation has everything that an explanation can have, hostile strings included.
func explanation() *v1alpha1.Explanation {
	three := int32(3)
	return &v1alpha1.Explanation{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop"}, Ordinal: &three, PodName: "web-3",
		Paragraphs: []v1alpha1.Paragraph{
			{Topic: v1alpha1.TopicIdentity, Title: "Who web-3 is", Sentences: []v1alpha1.Sentence{
				{Text: "web-3 is ordinal 3 and index 3 of StatefulSet shop/web, which wants 5 Pods, ordinals 0 to 4.",
					Why: []v1alpha1.Ground{{Field: "spec.replicas", Value: "5"}, {Field: "spec.ordinals.start"},
						{Rule: "podInOrdinalRange", Says: "the range goes from ordinals.start to ordinals.start + replicas - 1", URL: "https://example.com/utils.go#L1-L2"}}},
				{Text: "web-3 is CrashLoopBackOff since 12m (said *this*: \x1b[31m<b>no_more</b>\nrm -rf).",
					Why: []v1alpha1.Ground{{Object: &v1alpha1.ObjectReference{Kind: "Pod", Namespace: "shop", Name: "web-3"}, Field: "status.phase", Value: "Running\x1b[2J"}}},
			}},
			{Topic: v1alpha1.TopicNext, Title: "What the controller does to web-3 next", Sentences: []v1alpha1.Sentence{
				{Text: "The controller waits for it.", Why: []v1alpha1.Ground{{Says: "what the server's version is, nobody knows"}}},
				{Text: "Delete web-3: the controller never replaces it while it is not ready.", Commands: []string{"kubectl -n shop delete pod web-3"}},
				{Text: "Then it goes on."},
			}},
		},
		Assumption: "the server's version is not known: the rules are those of v1.37.1",
		Gaps:       []v1alpha1.Gap{{Resource: "persistentvolumes", Reason: v1alpha1.GapForbidden, Message: "not for you"}},
	}
}

func TestExplain(t *testing.T) {
	for name, o := range map[string]ExplainOptions{
		"text":         {Width: 80},
		"narrow":       {Width: 40},
		"why":          {Width: 80, Why: true},
		"color":        {Width: 80, Why: true, Options: Options{Color: true}},
		"markdown":     {Width: 80, Options: Options{Format: FormatMarkdown, Color: true}},
		"markdown-why": {Width: 80, Why: true, Options: Options{Format: FormatMarkdown}},
	} {
		t.Run(name, func(t *testing.T) {
			golden.Assert(t, filepath.Join("testdata", "explain", name+".txt"), printed(t, explanation(), o))
		})
	}
	wide := printed(t, explanation(), ExplainOptions{Width: 80, Options: Options{Format: FormatWide}})
	if why := printed(t, explanation(), ExplainOptions{Width: 80, Why: true}); !bytes.Equal(wide, why) {
		t.Error("-o wide should show what --why does")
	}
}

func TestExplainNamesTheSet(t *testing.T) {
	e := explanation()
	e.Ordinal, e.PodName, e.Namespace = nil, "", ""
	if out := string(printed(t, e, ExplainOptions{Width: 80})); !strings.HasPrefix(out, "StatefulSet web\n") {
		t.Errorf("the text begins\n%s", out)
	}
	if err := Explain(&bytes.Buffer{}, e, ExplainOptions{Options: Options{Format: "html"}}); err == nil {
		t.Error("an unknown format is no error")
	}
}

func printed(t *testing.T, e *v1alpha1.Explanation, o ExplainOptions) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Explain(&out, e, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"short", "one two", 10, []string{"one two"}},
		{"breaks before it is too wide", "one two three", 7, []string{"one two", "three"}},
		{"keeps long words whole", "see https://example.com/long now", 10, []string{"see", "https://example.com/long", "now"}},
		{"counts columns and not bytes", "→→→ →→→", 7, []string{"→→→ →→→"}},
		{"wide runes take two", "日本 日本", 8, []string{"日本", "日本"}},
		{"folds blanks", "  one   two ", 80, []string{"one two"}},
		{"nothing", "", 80, nil},
		{"no room at all", "one two", -3, []string{"one", "two"}},
	} {
		if diff := cmp.Diff(tt.want, wrap(tt.text, tt.width)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

//go:build e2e

package dist

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

var (
	example   = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")
	firstCell = regexp.MustCompile("(?m)^\\| (`[^|]*)\\|")
	quoted    = regexp.MustCompile("`([a-z-]+)`")
	output    = regexp.MustCompile(`\.outputs\.([\w-]+)`)
)

// TestDocumentedInputs wants all inputs of the action in the table of docs/ci.md, and no others.
func TestDocumentedInputs(t *testing.T) {
	_, a := theAction(t)
	var listed []string
	for _, cell := range firstCell.FindAllStringSubmatch(read(t, filepath.Join(root(), "docs", "ci.md")), -1) {
		for _, m := range quoted.FindAllStringSubmatch(cell[1], -1) {
			listed = append(listed, m[1])
		}
	}
	slices.Sort(listed)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(a.Inputs)), listed); diff != "" {
		t.Errorf("inputs (-action.yml +docs/ci.md):\n%s", diff)
	}
}

// TestDocumentedExamples holds the examples of docs/ci.md to the action. Each has to say which release it wants: by the
// tag v0, which they use, the action cannot know.
func TestDocumentedExamples(t *testing.T) {
	_, a := theAction(t)
	found := 0
	for _, block := range example.FindAllStringSubmatch(read(t, filepath.Join(root(), "docs", "ci.md")), -1) {
		var steps []struct {
			Uses string
			With map[string]string
		}
		if err := yaml.Unmarshal([]byte(block[1]), &steps); err != nil {
			t.Fatalf("%v in\n%s", err, block[1])
		}
		for _, step := range steps {
			if !strings.HasPrefix(step.Uses, "kubectl-sts/kubectl-sts/.github/actions/sts@") {
				continue
			}
			found++
			for name := range step.With {
				if _, known := a.Inputs[name]; !known {
					t.Errorf("the action has no input %s, which an example gives it", name)
				}
			}
			if step.With["version"] == "" {
				t.Errorf("an example does not say which release it wants:\n%s", block[1])
			}
		}
		for _, m := range output.FindAllStringSubmatch(block[1], -1) {
			if _, known := a.Outputs[m[1]]; !known {
				t.Errorf("the action has no output %s, which an example reads", m[1])
			}
		}
	}
	if found < 2 {
		t.Errorf("found %d examples", found)
	}
}

package explain

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// TestScenes compares whole texts: what a person reads is more than its sentences.
func TestScenes(t *testing.T) {
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			w := s.build(t, shop)
			var out bytes.Buffer
			for i, index := range s.indexes {
				if i > 0 {
					fmt.Fprintf(&out, "\n%s\n\n", "----")
				}
				if err := printer.Explain(&out, w.explain(index), printer.ExplainOptions{Width: 80}); err != nil {
					t.Fatal(err)
				}
			}
			golden.Assert(t, filepath.Join("testdata", s.name+".txt"), out.Bytes())
		})
	}
}

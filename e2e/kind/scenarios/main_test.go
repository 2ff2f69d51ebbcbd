//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestMain(m *testing.M) { framework.Main(m) }

// equal compares what a screen says with what is expected of it.
func equal[T comparable](f *framework.F, what string, got, want T) {
	f.Helper()
	if got != want {
		f.Errorf("%s = %v, want %v", what, got, want)
	}
}

// says fails unless a text has these words.
func says(f *framework.F, text string, words ...string) {
	f.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			f.Errorf("it is not said that %q:\n%s", w, text)
		}
	}
}

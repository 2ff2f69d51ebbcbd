package program_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/program"
)

// TestHelp asks every command for its help: none may name a command that the user does not have.
func TestHelp(t *testing.T) {
	root := cmd.NewRootCommand(genericiooptions.IOStreams{In: &bytes.Buffer{}, Out: &bytes.Buffer{}, ErrOut: &bytes.Buffer{}})
	for _, sub := range append([]*cobra.Command{root}, root.Commands()...) {
		args := strings.Fields(strings.TrimPrefix(sub.CommandPath(), "kubectl sts"))
		var out, errOut bytes.Buffer
		code := cmd.Run(t.Context(), program.Of("/bin/kubectl-inspect_statefulset"), append(args, "--help"), genericiooptions.IOStreams{
			In: &bytes.Buffer{}, Out: &out, ErrOut: &errOut,
		})
		if code != 0 || !strings.Contains(out.String(), "kubectl inspect-statefulset") || strings.Contains(out.String(), program.Default.Command) {
			t.Errorf("%q --help: exit code %d\n%s%s", args, code, &out, &errOut)
		}
	}
}

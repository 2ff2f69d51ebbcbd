package factory

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// RulesFlags say by which controller's rules to answer.
type RulesFlags struct {
	ServerVersion string
	FeatureGates  string

	gates map[string]bool
}

// AddFlags adds the flags to cmd.
func (r *RulesFlags) AddFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&r.ServerVersion, "server-version", r.ServerVersion, "Answer by the rules of this `VERSION` of Kubernetes, 1.30 to 1.37; by default the server's own, or the snapshot's.")
	flags.StringVar(&r.FeatureGates, "feature-gates", r.FeatureGates, "Feature `GATES` of the controller manager that differ from their defaults: NAME=true,NAME=false. The API does not tell them.")
	_ = cmd.RegisterFlagCompletionFunc("server-version", cobra.FixedCompletions(replay.Representatives(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("feature-gates", completeGates)
}

func completeGates(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, name := range replay.GateNames() {
		out = append(out, name+"=true", name+"=false")
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// Complete checks the flags.
func (r *RulesFlags) Complete(cmd *cobra.Command) error {
	var err error
	if r.gates, err = replay.ParseGates(r.FeatureGates); err != nil {
		return exit.Usagef(cmd, "invalid --feature-gates: %w", err)
	}
	if r.ServerVersion != "" {
		if _, err := replay.RulesFor(r.ServerVersion, r.gates); err != nil {
			return exit.Usagef(cmd, "invalid --server-version or --feature-gates: %w", err)
		}
	}
	return nil
}

// Choice is what the flags ask replay for: the version to assume in place of the
// snapshot's, empty for none, and the gates that differ from their defaults.
func (r *RulesFlags) Choice() replay.Choice {
	return replay.Choice{ServerVersion: r.ServerVersion, Gates: r.gates}
}

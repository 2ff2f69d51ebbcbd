// Package completion is `kubectl sts completion`.
package completion

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

// NewCommand makes `kubectl sts completion`.
func NewCommand(out io.Writer) *cobra.Command {
	return &cobra.Command{
		Use:                   "completion SHELL",
		DisableFlagsInUseLine: true,
		Short:                 "Print shell completion code for bash, zsh, fish or powershell",
		Long: `Print shell completion code for the command kubectl-sts.

For ` + "`kubectl sts …`" + ` it takes kubectl's own completion and one file more, which kubectl
runs for the plugin: a program named kubectl_complete-sts in PATH. A link to
kubectl-sts of that name will do.`,
		Example: `  # Complete "kubectl sts …", given that kubectl itself is completed
  ln -s "$(command -v kubectl-sts)" ~/.local/bin/kubectl_complete-sts

  # Complete "kubectl-sts …" in this shell
  source <(kubectl sts completion bash)
  source <(kubectl sts completion zsh)
  kubectl sts completion fish | source
  kubectl sts completion powershell | Out-String | Invoke-Expression`,
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return exit.Usagef(cmd, "name one shell: bash, zsh, fish or powershell")
			}
			return generate(cmd, out, args[0])
		},
	}
}

func generate(cmd *cobra.Command, out io.Writer, shell string) error {
	root := cmd.Root()
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(out, true)
	case "zsh":
		return root.GenZshCompletion(out)
	case "fish":
		return root.GenFishCompletion(out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(out)
	}
	return exit.Usagef(cmd, "unknown shell %q; use bash, zsh, fish or powershell", shell)
}

// Package completion is `kubectl sts completion`.
package completion

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

// What completion does besides printing code for a shell.
const (
	install   = "install"
	uninstall = "uninstall"
)

// NewCommand makes `kubectl sts completion`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := &Options{factory: f}
	cmd := &cobra.Command{
		Use:                   "completion install|uninstall|SHELL [flags]",
		DisableFlagsInUseLine: true,
		Short:                 "Complete names, flags and values when TAB is pressed",
		Long: "Complete `kubectl sts …` when TAB is pressed: names of StatefulSets and namespaces,\n" + `ordinals, revisions, flags and their values.

kubectl does it, from 1.26 on, with a file in PATH that it runs for the plugin:
` + f.Name.Completion() + `. install puts it beside the plugin or, where that is not
in PATH or cannot be written, into the first folder of PATH that can; --dir names
another. It is a link to the plugin, on Windows a script that calls it. A file of
that name that is something else is left alone. uninstall removes it.

With the name of a SHELL (bash, zsh, fish, powershell) it prints completion code
for the command ` + f.Name.File + `, which needs no kubectl.`,
		Example: `  # Complete "kubectl sts …"; kubectl itself has to be completed
  kubectl sts completion install
  kubectl sts completion install --dir=$HOME/.local/bin
  source <(kubectl completion bash)

  # Complete "` + f.Name.File + ` …" in this shell
  source <(kubectl sts completion bash)
  source <(kubectl sts completion zsh)
  kubectl sts completion fish | source
  kubectl sts completion powershell | Out-String | Invoke-Expression`,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return append([]string{install, uninstall}, shells...), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: o.RunE,
	}
	cmd.Flags().StringVar(&o.Dir, "dir", o.Dir, "Install into, or uninstall from, this `FOLDER`.")
	_ = cmd.MarkFlagDirname("dir")
	return cmd
}

// RunE does what the argument says.
func (o *Options) RunE(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return exit.Usagef(cmd, "say install or uninstall, or name one shell: bash, zsh, fish or powershell")
	}
	switch args[0] {
	case install:
		return o.install()
	case uninstall:
		return o.uninstall()
	}
	if o.Dir != "" {
		return exit.Usagef(cmd, "--dir is for install and uninstall")
	}
	return generate(cmd, o.factory.Out, args[0])
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

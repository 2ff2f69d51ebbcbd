package version

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
)

// Options of `kubectl sts version`.
type Options struct {
	genericiooptions.IOStreams
	Output string
}

// NewCommand makes `kubectl sts version`.
func NewCommand(streams genericiooptions.IOStreams) *cobra.Command {
	o := &Options{IOStreams: streams}
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of this plugin",
		Long:  "Print the version of this plugin, the commit it was built from and its platform. No server is asked.",
		Example: `  kubectl sts version
  kubectl sts version -o json`,
		Args: exit.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.Run(cmd) },
	}
	cmd.Flags().StringVarP(&o.Output, "output", "o", o.Output, "Output `FORMAT`: json, or empty for text.")
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// Run prints the version.
func (o *Options) Run(cmd *cobra.Command) error {
	info := Get()
	switch o.Output {
	case "json":
		data, err := json.MarshalIndent(info, "", "    ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(o.Out, "%s\n", data)
		return err
	case "":
		return o.text(info)
	}
	return exit.Usagef(cmd, "unknown output format %q; use json", o.Output)
}

func (o *Options) text(info Info) error {
	commit := info.GitCommit
	if info.Modified {
		commit += " (modified)"
	}
	for _, line := range [][2]string{
		{"kubectl-sts", info.Version},
		{"commit", commit},
		{"built", info.BuildDate},
		{"go", info.GoVersion + " " + info.Platform},
		{"client-go", info.Kubernetes},
	} {
		if line[1] == "" {
			continue
		}
		if _, err := fmt.Fprintf(o.Out, "%-12s %s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	return nil
}

package storage

import (
	"fmt"

	"github.com/spf13/cobra"
)

// together is an error for flags that ask two questions at once.
func (o *Options) together(cmd *cobra.Command, args []string) error {
	if o.Replicas < 0 {
		return fmt.Errorf("invalid --replicas %d: it cannot be negative", o.Replicas)
	}
	switch {
	case o.Orphans && len(args) > 0:
		return fmt.Errorf("--orphans looks for claims of no StatefulSet: it goes without %s", args[0])
	case o.Orphans:
		if with := given(cmd, "selector", "field-selector", "usage", "replicas", "resize", "template", "server-version", "feature-gates", "cluster-domain"); with != "" {
			return fmt.Errorf("--orphans looks for claims of no StatefulSet: it goes without --%s", with)
		}
	case o.Resize.Set(cmd):
		if with := given(cmd, "usage", "replicas", "cluster-domain"); with != "" {
			return fmt.Errorf("--resize prints a runbook: it goes without --%s", with)
		}
	}
	return nil
}

// given is the first of the flags that is given, empty for none.
func given(cmd *cobra.Command, flags ...string) string {
	for _, name := range flags {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

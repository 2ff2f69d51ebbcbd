package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "sts-controlplane",
		Short: "A real Kubernetes control plane on this machine, with KWOK as its kubelets",
		Long: `sts-controlplane runs etcd, kube-apiserver, kube-controller-manager, kube-scheduler and KWOK as
child processes, all on 127.0.0.1 and with every file under one directory. Pods are not run: KWOK plays
the kubelets of a few nodes, and labels or annotations on a Pod ask it for trouble (see README.md).

The same binary called as "kubectl", for instance through a symlink, is kubectl.`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.AddCommand(newUpCommand(), newDownCommand(), newStatusCommand())
	return root
}

func newUpCommand() *cobra.Command {
	o := upOptions{}
	c := &cobra.Command{
		Use:   "up",
		Short: "Start a control plane and wait until it is ready",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := o.complete(); err != nil {
				return err
			}
			if o.Detach {
				return o.runDetached(c.Context())
			}
			return o.run(c.Context())
		},
	}
	f := c.Flags()
	addDirFlag(c, &o.Dir)
	f.IntVar(&o.Nodes, "nodes", 6, "number of nodes, spread over zone-a, zone-b and zone-c")
	f.IntVar(&o.Scale, "scale", 0, "once ready, create this many StatefulSets of 10 Pods each and wait until they are ready")
	f.BoolVar(&o.Detach, "detach", false, "return once ready and leave the control plane running in the background")
	f.BoolVar(&o.Keep, "keep", false, "continue with the state an earlier control plane left in the directory")
	f.StringVar(&o.ClusterDomain, "cluster-domain", "cluster.local", "cluster domain in CoreDNS's Corefile (kube-system/coredns)")
	f.StringVar(&o.FeatureGates, "feature-gates", "", "feature gates of kube-apiserver and kube-controller-manager: A=true,B=false")
	f.BoolVar(&o.AuditController, "audit-controller", false, "log in full what the StatefulSet controller writes, in logs/audit.log")
	// The background half of --detach: it reports its progress on this descriptor.
	f.IntVar(&o.progressFD, "progress-fd", 0, "")
	_ = f.MarkHidden("progress-fd")
	return c
}

func newDownCommand() *cobra.Command {
	o := downOptions{}
	c := &cobra.Command{
		Use:   "down",
		Short: "Stop a control plane, wait until no process is left, and remove its state",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return o.run(c.Context()) },
	}
	addDirFlag(c, &o.Dir)
	c.Flags().BoolVar(&o.Keep, "keep", false, "keep the state, for a later `up --keep`")
	return c
}

func newStatusCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "status",
		Short: "Say whether a control plane is running and ready (exit code 0) or not (1)",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return status(os.Stdout, layout(dir)) },
	}
	addDirFlag(c, &dir)
	return c
}

func addDirFlag(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "dir", defaultDir(), "directory that holds everything the control plane writes")
}

// defaultDir is outside any repository, so that nobody commits a control plane by accident.
func defaultDir() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = filepath.Join(os.TempDir(), fmt.Sprintf("kubectl-sts-%d", os.Getuid()))
	}
	return filepath.Join(cache, "kubectl-sts", "sts-controlplane")
}

package kind

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kind/pkg/cluster"
)

// Down removes the cluster, its volumes, the network if it was made for it, and the kubeconfig. One that does not
// exist is no error.
func Down(ctx context.Context, o Options) error {
	if err := CheckEngine(ctx); err != nil {
		return err
	}
	err := newProvider(io.Discard).Delete(o.Name, o.Kubeconfig)
	return errors.Join(oneLine(err), dropNetwork(ctx, o.Kubeconfig), removeFiles(o.Kubeconfig))
}

func removeLeftover(ctx context.Context, provider *cluster.Provider, o Options, say func(string, ...any)) error {
	nodes, err := provider.ListNodes(o.Name)
	if err != nil || len(nodes) == 0 {
		return oneLine(err)
	}
	say("removing the cluster %s that an earlier run has left", o.Name)
	return Down(ctx, o)
}

// Status names the cluster's nodes, none when there is no such cluster.
func Status(ctx context.Context, name string) ([]string, error) {
	if err := CheckEngine(ctx); err != nil {
		return nil, err
	}
	nodes, err := newProvider(io.Discard).ListNodes(name)
	if err != nil {
		return nil, oneLine(err)
	}
	var names []string
	for _, n := range nodes {
		names = append(names, n.String())
	}
	slices.Sort(names)
	return names, nil
}

// keepLogs collects what kind knows of a cluster that is about to be removed.
func keepLogs(provider *cluster.Provider, o Options, say func(string, ...any)) {
	if o.Logs == "" {
		return
	}
	// Parts of it fail when a node never started: what there is is there.
	_ = provider.CollectLogs(o.Name, o.Logs)
	say("logs of the nodes: %s", o.Logs)
}

func removeFiles(kubeconfig string) error {
	var errs []error
	for _, file := range []string{kubeconfig, kubeconfig + ".lock", policyFile(filepath.Dir(kubeconfig))} {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

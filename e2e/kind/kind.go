// Package kind brings a cluster up in containers of the local Docker engine with kind's own API: one control plane
// and two workers in two zones, with the images of the scenarios on them.
package kind

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sigs.k8s.io/kind/pkg/cluster"
)

// Options say which cluster, and where its files go.
type Options struct {
	// Name of the cluster, from which those of its containers are made.
	Name string
	// Image of the nodes; empty means the one that NodeImage chooses.
	Image string
	// Kubeconfig is the file to write, for the cluster's administrator. No other is read or written.
	Kubeconfig string
	// Logs is a folder for the logs of a cluster that does not come up; empty means that they are not kept.
	Logs string
	// Progress is where to say what is being done.
	Progress io.Writer
}

// ready is how long nodes and DNS may take once Kubernetes runs.
const ready = 4 * time.Minute

// Up makes the cluster and waits until it can be used. One of the same name that an earlier run has left is removed
// first, and when Up fails or ctx ends nothing is left.
func Up(ctx context.Context, o Options) error {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(o.Progress, format+"\n", args...) }
	if err := CheckEngine(ctx); err != nil {
		return err
	}
	provider := newProvider(o.Progress)
	if err := removeLeftover(ctx, provider, o, say); err != nil {
		return err
	}
	image, err := o.image(ctx)
	if err != nil {
		return err
	}
	if err := checkPrivileged(ctx, image); err != nil {
		return err
	}
	policy, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	start := time.Now()
	say("creating the kind cluster %s of three nodes from %s", o.Name, image)
	err = interruptible(ctx, func() error {
		return provider.Create(o.Name, cluster.CreateWithV1Alpha4Config(config(o.Name, policy)), cluster.CreateWithNodeImage(image),
			cluster.CreateWithKubeconfigPath(o.Kubeconfig), cluster.CreateWithRetain(true), cluster.CreateWithDisplaySalutation(false))
	}, func() error { return provider.Delete(o.Name, o.Kubeconfig) })
	if err == nil {
		say("kind is done after %s", time.Since(start).Round(time.Second))
		err = finish(ctx, provider, o)
	}
	if err != nil {
		if ctx.Err() == nil {
			keepLogs(provider, o, say)
		}
		return errors.Join(why(err), Down(context.WithoutCancel(ctx), o))
	}
	say("the cluster is ready after %s", time.Since(start).Round(time.Second))
	return nil
}

// prepare writes, beside the kubeconfig, what the cluster is made with and what its removal has to know.
func prepare(ctx context.Context, o Options) (policy string, err error) {
	dir := filepath.Dir(o.Kubeconfig)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := noteNetwork(ctx, o.Kubeconfig); err != nil {
		return "", err
	}
	return writeAuditPolicy(dir)
}

// finish gives a cluster that kind has made what scenarios need, all at the same time.
func finish(ctx context.Context, provider *cluster.Provider, o Options) error {
	loaded := make(chan error, 1)
	go func() { loaded <- LoadImages(ctx, o.Name) }()
	err := waitReady(ctx, provider, o.Name)
	if err == nil {
		err = addClasses(ctx, provider, o.Name)
	}
	return errors.Join(err, <-loaded)
}

// interruptible runs create, which knows no context: when ctx ends, undo takes away what create builds on, which
// makes it fail soon, and once more what it has made meanwhile.
func interruptible(ctx context.Context, create, undo func() error) error {
	done := make(chan error, 1)
	go func() { done <- create(); close(done) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	_ = undo()
	for range done { // its error is the one that undo was meant to bring about
	}
	return errors.Join(errors.New("interrupted"), undo())
}

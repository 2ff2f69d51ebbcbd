// kind makes and removes the cluster that the scenarios run on where there are kubelets:
//
//	go run ./hack/kind up       make it, and print what to export
//	go run ./hack/kind down     remove it, and everything that was made for it
//	go run ./hack/kind status   name its nodes
//	go run ./hack/kind images   load the scenarios' images again, after a change of e2e/images
//
// Nobody's ~/.kube/config is read or written: the kubeconfig is bin/kind/NAME/kubeconfig.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/kubectl-sts/kubectl-sts/e2e/kind"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// options reads what comes after the verb.
func options(args []string) (kind.Options, error) {
	flags := flag.NewFlagSet("kind", flag.ContinueOnError)
	name := flags.String("name", kind.DefaultName(".", "sts"), "`name` of the cluster")
	image := flags.String("image", "", "`image` of the nodes; empty means STS_E2E_NODE_IMAGE, kind's own where a registry answers, or one that is built here")
	err := flags.Parse(args)
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unknown argument %q", flags.Arg(0))
	}
	return kind.Options{
		Name: *name, Image: *image, Kubeconfig: kind.Kubeconfig(".", *name),
		Logs: filepath.Join("bin", "kind", *name, "logs"), Progress: os.Stderr,
	}, err
}

func run(ctx context.Context, args []string) error {
	if _, err := os.Stat(filepath.Join("e2e", "kind")); err != nil {
		return fmt.Errorf("there is no e2e/kind here: run this from the root of the repository")
	}
	if len(args) == 0 {
		return fmt.Errorf("usage: go run ./hack/kind {up | down | status | images} [-name NAME] [-image IMAGE]")
	}
	o, err := options(args[1:])
	if err != nil {
		return err
	}
	switch args[0] {
	case "up":
		if err := kind.Up(ctx, o); err != nil {
			return err
		}
		for _, variable := range kind.Environment(o) {
			fmt.Println("export", variable)
		}
		return nil
	case "down":
		return kind.Down(ctx, o)
	case "images":
		return kind.LoadImages(ctx, o.Name)
	case "status":
		return status(ctx, o.Name)
	}
	return fmt.Errorf("%q is none of up, down, status and images", args[0])
}

func status(ctx context.Context, name string) error {
	nodes, err := kind.Status(ctx, name)
	if err == nil && len(nodes) == 0 {
		fmt.Fprintf(os.Stderr, "there is no cluster %s\n", name)
	}
	for _, node := range nodes {
		fmt.Println(node)
	}
	return err
}

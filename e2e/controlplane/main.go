// Command sts-controlplane runs a real Kubernetes control plane with KWOK as its kubelets, from one binary:
// etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok are this program, executed again
// under another name. Called as `kubectl` (a symlink will do) it is kubectl.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	if run, ok := components[filepath.Base(os.Args[0])]; ok {
		os.Exit(run())
	}
	if len(os.Args) > 1 {
		if run, ok := components[os.Args[1]]; ok {
			dieWithLauncher()
			// Every component reads os.Args itself: give it the command line of its own binary.
			os.Args = os.Args[1:]
			os.Exit(run())
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := newCommand().ExecuteContext(ctx); err != nil {
		if err != errNotRunning {
			fmt.Fprintln(os.Stderr, "error:", err)
		}
		os.Exit(1)
	}
}

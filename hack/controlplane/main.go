// controlplane builds the control plane of e2e/controlplane once and links it into bin/:
//
//	go run ./hack/controlplane             bin/sts-controlplane and bin/kubectl
//	go run ./hack/controlplane go vet ./...   any go command in that module, with the flags of the build
//
// The first build compiles most of Kubernetes, which is minutes of work; what it makes is kept in the user's
// cache directory by content, and every further call with nothing changed only sets two links.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// module is where the control plane lies, seen from the root of the repository.
const module = "e2e/controlplane"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if _, err := os.Stat(filepath.Join(module, "go.mod")); err != nil {
		return fmt.Errorf("there is no %s here: run this from the root of the repository", module)
	}
	if len(args) > 0 {
		if args[0] != "go" || len(args) == 1 {
			return fmt.Errorf("usage: go run ./hack/controlplane [go COMMAND ARGUMENT…]")
		}
		cmd := goCommand(ctx, args[1:]...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		return cmd.Run()
	}
	binary, err := program(ctx)
	if err != nil {
		return err
	}
	// Under the name kubectl the same program is kubectl.
	for name, target := range map[string]string{"sts-controlplane": binary, "kubectl": "sts-controlplane"} {
		if err := gobuild.Link(filepath.Join("bin", name), target); err != nil {
			return err
		}
	}
	return nil
}

// program returns the program for the sources as they are, after building it if need be.
func program(ctx context.Context) (string, error) {
	cache, err := gobuild.OpenCache("sts-controlplane", "the control plane", "controlplane")
	if err != nil {
		return "", err
	}
	key, err := gobuild.ContentKey(os.DirFS("."), []string{module}, goFlags, linkerFlags())
	if err != nil {
		return "", err
	}
	return cache.Program(ctx, key, build)
}

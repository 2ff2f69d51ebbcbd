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
	c, err := openCache()
	if err != nil {
		return err
	}
	binary, err := c.binary(ctx)
	if err != nil {
		return err
	}
	return link(binary)
}

// link puts the program where people and tests call it. Under the name kubectl the same program is kubectl.
func link(binary string) error {
	if err := os.MkdirAll("bin", 0o755); err != nil {
		return err
	}
	for name, target := range map[string]string{"sts-controlplane": binary, "kubectl": "sts-controlplane"} {
		name = filepath.Join("bin", name)
		if old, err := os.Readlink(name); err == nil && old == target {
			continue
		}
		// A new link is renamed into place: somebody may be calling the old one right now.
		next := fmt.Sprintf("%s.%d", name, os.Getpid())
		if err := os.Symlink(target, next); err != nil {
			return err
		}
		if err := os.Rename(next, name); err != nil {
			return err
		}
	}
	return nil
}

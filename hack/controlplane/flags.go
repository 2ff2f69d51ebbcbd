package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"time"
)

// kubernetes is the version the components report; the source alone says v0.0.0-master.
const kubernetes = "v1.37.1"

// goFlags are for everything that compiles: the go command keeps a compiled package by its flags, so another
// set would compile all of Kubernetes once more. Without debug information, which the linker would drop
// anyway, compiling takes an eighth less time and a quarter less disk (see e2e/controlplane/README.md).
var goFlags = []string{"-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"}

func linkerFlags() string {
	flags := []string{"-s", "-w"}
	major, rest, _ := strings.Cut(strings.TrimPrefix(kubernetes, "v"), ".")
	minor, _, _ := strings.Cut(rest, ".")
	for _, value := range []string{
		"k8s.io/component-base/version.gitVersion=" + kubernetes,
		"k8s.io/component-base/version.gitMajor=" + major,
		"k8s.io/component-base/version.gitMinor=" + minor,
		"k8s.io/component-base/version.gitTreeState=clean",
		"k8s.io/component-base/version.gitCommit=unknown",
		"k8s.io/client-go/pkg/version.gitCommit=unknown",
		"k8s.io/client-go/pkg/version.gitVersion=" + kubernetes,
	} {
		flags = append(flags, "-X", value)
	}
	return strings.Join(flags, " ")
}

// goCommand is a go command in the module of the control plane. The flags of the caller's own module are
// left out. Without cgo, because a fresh machine has no C compiler.
func goCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS="+strings.Join(goFlags, " "))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

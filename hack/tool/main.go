// tool prints the path of a development tool, which it builds the first time:
//
//	"$(go run ./hack/tool golangci-lint)" run
//
// The versions are those of hack/tools/go.mod. What is built is kept in the
// user's cache directory under a key made of that module's go.sum, so that a
// fresh clone finds it again and a new version is built anew.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/kubectl-sts/kubectl-sts/hack/internal/gobuild"
)

const module = "hack/tools"

// tools are the programs that hack/tools/go.mod pins.
var tools = map[string]string{
	"golangci-lint": "github.com/golangci/golangci-lint/v2/cmd/golangci-lint",
	"deepcopy-gen":  "k8s.io/code-generator/cmd/deepcopy-gen",
}

func main() {
	if len(os.Args) != 2 || tools[os.Args[1]] == "" {
		fmt.Fprintln(os.Stderr, "usage: go run ./hack/tool golangci-lint|deepcopy-gen")
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	path, err := tool(ctx, os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(gobuild.ExitCode(err))
	}
	fmt.Println(path)
}

func tool(ctx context.Context, name string) (string, error) {
	dir, err := cacheDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, gobuild.Build(ctx, gobuild.Options{
		Dir: module, Package: tools[name], Output: path, Label: name, Progress: os.Stderr,
	})
}

func cacheDir() (string, error) {
	sum, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		return "", fmt.Errorf("run this at the root of the repository: %w", err)
	}
	// golangci-lint must be built with a Go at least as new as the code it reads.
	key := sha256.Sum256(append(sum, runtime.Version()+runtime.GOOS+runtime.GOARCH...))
	root, err := os.UserCacheDir()
	if err != nil { // no home directory, as in some containers
		root = "bin"
	}
	return filepath.Abs(filepath.Join(root, "kubectl-sts", "tools", hex.EncodeToString(key[:8])))
}

// tool prints the path of a development tool, which it builds the first time:
//
//	"$(go run ./hack/tool golangci-lint)" run
//
// The versions are those of the go.mod that the tool is in. What is built is kept
// in the user's cache directory under a key made of that module's go.sum, so that
// a fresh clone finds it again and a new version is built anew.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// Modules that pin tools.
const (
	development = "hack/tools"
	packaging   = "hack/tools/packaging"
	release     = "hack/tools/release"
)

// tools are the programs, each with the module that pins it.
var tools = map[string]struct{ module, program string }{
	"actionlint":             {release, "github.com/rhysd/actionlint/cmd/actionlint"},
	"cyclonedx-gomod":        {release, "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod"},
	"go-licenses":            {release, "github.com/google/go-licenses/v2"},
	"goreleaser":             {release, "github.com/goreleaser/goreleaser/v2"},
	"golangci-lint":          {development, "github.com/golangci/golangci-lint/v2/cmd/golangci-lint"},
	"deepcopy-gen":           {development, "k8s.io/code-generator/cmd/deepcopy-gen"},
	"jv":                     {packaging, "github.com/santhosh-tekuri/jsonschema/cmd/jv"},
	"krew":                   {packaging, "sigs.k8s.io/krew/cmd/krew"},
	"validate-krew-manifest": {packaging, "sigs.k8s.io/krew/cmd/validate-krew-manifest"},
}

func main() {
	if len(os.Args) != 2 || tools[os.Args[1]].program == "" {
		fmt.Fprintln(os.Stderr, "usage: go run ./hack/tool "+strings.Join(slices.Sorted(maps.Keys(tools)), "|"))
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
	dir, err := cacheDir(tools[name].module)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, gobuild.Build(ctx, gobuild.Options{
		Dir: tools[name].module, Package: tools[name].program, Output: path, Label: name, Progress: os.Stderr,
	})
}

func cacheDir(module string) (string, error) {
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

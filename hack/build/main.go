// build compiles one of the repository's programs and says how far it is:
//
//	go run ./hack/build -o bin/kubectl-sts ./cmd/kubectl-sts
//
// With -fetch it only downloads the modules that the packages are made of, and
// so proves that go.mod and go.sum lack nothing.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

func main() {
	output := flag.String("o", "", "`file` to write")
	dir := flag.String("C", "", "`directory` of the module; empty means here")
	fetch := flag.Bool("fetch", false, "download only")
	flag.Parse()
	if flag.NArg() != 1 || (*output == "") != *fetch {
		fmt.Fprintln(os.Stderr, "usage: go run ./hack/build [-C dir] {-o file | -fetch} package")
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *dir, *output, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(gobuild.ExitCode(err))
	}
}

func run(ctx context.Context, dir, output, pkg string) error {
	if output == "" {
		return gobuild.Fetch(ctx, dir, os.Stderr, pkg)
	}
	return gobuild.Build(ctx, gobuild.Options{
		Dir: dir, Package: pkg, Output: output, Label: filepath.Base(output), Progress: os.Stderr,
	})
}

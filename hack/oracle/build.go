package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// flags are those of the control plane: with the same flags, the packages of the
// newest version are compiled once for both.
var flags = []string{"-gcflags=all=-dwarf=false"}

// build builds the judges that are not built yet, links them to bin/judge-VERSION,
// and returns the programs by version.
func build(ctx context.Context, versions []string) (map[string]string, error) {
	programs := map[string]string{}
	for _, version := range versions {
		program, err := judge(ctx, version)
		if err != nil {
			return nil, err
		}
		if err := gobuild.Link(filepath.Join("bin", "judge-"+version), program); err != nil {
			return nil, err
		}
		programs[version] = program
	}
	return programs, nil
}

// judge builds the judge of a version. more are flags that it has besides those of all.
func judge(ctx context.Context, version string, more ...string) (string, error) {
	module := filepath.Join(folder, version)
	all := append(append([]string{}, flags...), more...)
	key, err := gobuild.ContentKey(os.DirFS("."), []string{filepath.Join(folder, "judge"), module}, all)
	if err != nil {
		return "", err
	}
	name := "the judge of " + version
	kind := []string{"oracle", version}
	if len(more) > 0 {
		kind = append(kind, "coverage")
	}
	cache, err := gobuild.OpenCache("judge", name, kind...)
	if err != nil {
		return "", err
	}
	return cache.Program(ctx, key, func(ctx context.Context, output string) error {
		return gobuild.Build(ctx, gobuild.Options{
			Dir: module, Package: ".", Output: output, Flags: all, Label: name, Progress: os.Stderr,
		})
	})
}

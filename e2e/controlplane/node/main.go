// Command sts-node is every program of Kubernetes that a node of a kind cluster runs, in one binary: what they have
// in common is linked once. It is the program whose name it is called by (a symlink will do), or that its first
// argument names.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if run, ok := programs[filepath.Base(os.Args[0])]; ok {
		os.Exit(run())
	}
	if len(os.Args) > 1 {
		if run, ok := programs[os.Args[1]]; ok {
			// Every program reads os.Args itself: give it the command line of its own binary.
			os.Args = os.Args[1:]
			os.Exit(run())
		}
	}
	names := slices.Sorted(maps.Keys(programs))
	fmt.Fprintf(os.Stderr, "error: call %s by the name of a program, or with one as first argument: %s\n",
		filepath.Base(os.Args[0]), strings.Join(names, ", "))
	os.Exit(2)
}

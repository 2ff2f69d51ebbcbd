// oracle compares pkg/replay with the StatefulSet controllers themselves:
//
//	go run ./hack/oracle -n 1000000                  a million states of every version
//	go run ./hack/oracle -n 5000 -versions v1.37.1   fewer, of one version
//	go run ./hack/oracle coverage                    what of the newest controller the states reach
//
// The judges are compiled from the modules of e2e/oracle, which takes minutes the
// first time; what is built is kept in the user's cache directory by content.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"k8s.io/apimachinery/pkg/util/version"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// folder is where the modules of the judges lie, seen from the root of the repository.
const folder = "e2e/oracle"

// errDiffer is the failure that the table has reported already.
var errDiffer = errors.New("replay differs from the controller")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Memory is cheap here, and collecting it often is a fifth of the time.
	debug.SetGCPercent(400)
	err := run(ctx, os.Args[1:], os.Stdout)
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "interrupted")
		os.Exit(130)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(gobuild.ExitCode(err))
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	what := "search"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		what, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("oracle", flag.ContinueOnError)
	states := flags.Int("n", 20000, "`states` of each version")
	seed := flags.Uint64("seed", 1, "seed of the first state")
	chosen := flags.String("versions", "", "`versions` to compare with, separated by commas; empty means all")
	fixtures := flags.String("fixtures", filepath.Join(folder, "testdata"), "`folder` for states with a difference")
	if err := flags.Parse(args); err != nil {
		return err
	}
	versions, err := choose(*chosen)
	if err != nil {
		return err
	}
	switch what {
	case "search":
		return search(ctx, out, versions, *states, *seed, *fixtures)
	case "coverage":
		return coverage(ctx, out, *states, *seed)
	case "build":
		_, err := build(ctx, versions)
		return err
	}
	return fmt.Errorf("no command %q: there are search, coverage and build", what)
}

// choose picks versions by name; the newest comes first.
func choose(names string) ([]string, error) {
	modules, err := filepath.Glob(filepath.Join(folder, "v1.*", "go.mod"))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, module := range modules {
		all = append(all, filepath.Base(filepath.Dir(module)))
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("there is no %s here: run this from the root of the repository", folder)
	}
	slices.SortFunc(all, func(a, b string) int {
		newer, _ := version.MustParseGeneric(b).Compare(a)
		return newer
	})
	if names == "" {
		return all, nil
	}
	chosen := strings.Split(names, ",")
	for _, name := range chosen {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("no version %q: there are %s", name, strings.Join(all, ", "))
		}
	}
	return chosen, nil
}

package kind

import (
	"context"
	"errors"
	"os"
	"strings"
)

// network is the one that kind puts its nodes in, and makes when it is not there.
const network = "kind"

// noteNetwork remembers, in a file beside the kubeconfig, that the network is kind's doing this time. It outlives a
// run that is killed.
func noteNetwork(ctx context.Context, kubeconfig string) error {
	if os.Getenv("KIND_EXPERIMENTAL_DOCKER_NETWORK") != "" {
		return nil // kind takes that one, which is somebody's
	}
	out, err := findNetwork(ctx)
	if err != nil || out != "" {
		return err
	}
	return os.WriteFile(note(kubeconfig), nil, 0o600)
}

// findNetwork is the network's id, empty when there is none.
func findNetwork(ctx context.Context) (string, error) {
	out, err := docker(ctx, "network", "ls", "--quiet", "--filter", "name=^"+network+"$")
	return strings.TrimSpace(out), err
}

func note(kubeconfig string) string { return kubeconfig + ".network" }

// dropNetwork removes a network that was made for this cluster, unless somebody else is in it by now.
func dropNetwork(ctx context.Context, kubeconfig string) error {
	err := os.Remove(note(kubeconfig))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if found, err := findNetwork(ctx); err != nil || found == "" {
		return err // a cluster that failed early never had one
	}
	// Not `network inspect`, which does not count containers that are stopped: without their network they never start again.
	if out, err := docker(ctx, "ps", "--all", "--quiet", "--filter", "network="+network); err != nil || strings.TrimSpace(out) != "" {
		return nil
	}
	_, err = docker(ctx, "network", "rm", network)
	return err
}

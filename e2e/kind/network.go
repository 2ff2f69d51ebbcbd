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
	out, err := docker(ctx, "network", "ls", "--quiet", "--filter", "name=^"+network+"$")
	if err != nil || strings.TrimSpace(out) != "" {
		return err
	}
	return os.WriteFile(note(kubeconfig), nil, 0o600)
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
	if out, err := docker(ctx, "network", "inspect", "--format", "{{len .Containers}}", network); err != nil || strings.TrimSpace(out) != "0" {
		return nil
	}
	_, err = docker(ctx, "network", "rm", network)
	return err
}

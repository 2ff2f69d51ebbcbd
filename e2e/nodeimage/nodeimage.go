// Package nodeimage builds the image of kind's nodes where no registry can be reached: from Debian's packages and
// Go modules alone. See README.md.
package nodeimage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// Ensure returns the reference of a node image in the local Docker Engine, after building it if its content is not
// there yet. It says on progress what takes time.
func Ensure(ctx context.Context, progress io.Writer) (image string, err error) {
	if runtime.GOARCH != architecture {
		return "", fmt.Errorf("%s pins packages for %s, not for %s: name a node image in STS_E2E_NODE_IMAGE", lockFile, architecture, runtime.GOARCH)
	}
	root, err := repositoryRoot()
	if err != nil {
		return "", err
	}
	docker, err := newEngine(ctx)
	if err != nil {
		return "", err
	}
	content, err := key(root)
	if err != nil {
		return "", err
	}
	image = fmt.Sprintf("%s:%s-%s", repository, Kubernetes, content)
	if docker.has(ctx, image) {
		return image, nil
	}
	if err := upToDate(root); err != nil {
		return "", err
	}
	if err := buildOnce(ctx, progress, root, docker, image); err != nil {
		return "", err
	}
	return image, nil
}

// buildOnce builds unless somebody else just did. One build at a time, whatever its clone: a second one would only
// take the processors from the first, and prune what that one has not named yet.
func buildOnce(ctx context.Context, progress io.Writer, root string, docker *engine, image string) error {
	work := filepath.Join(root, "bin", "nodeimage")
	if err := os.MkdirAll(work, 0o755); err != nil {
		return err
	}
	user, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	cache := filepath.Join(user, "kubectl-sts")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	unlock, err := gobuild.Lock(ctx, filepath.Join(cache, "node-image.lock"), "the node image", progress)
	if err != nil {
		return err
	}
	defer unlock()
	if docker.has(ctx, image) {
		return nil
	}
	if err := build(ctx, progress, work, cache, docker, image); err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // whatever else broke, this is why
		}
		return err
	}
	return docker.prune(ctx, image)
}

func build(ctx context.Context, progress io.Writer, work, cache string, docker *engine, image string) error {
	m := newMeter(progress)
	packages, err := parseLock(lock)
	if err != nil {
		return err
	}
	m.phase(fmt.Sprintf("%d Debian packages", len(packages)))
	debs := &store{mirror: mirror, dir: filepath.Join(cache, "debian")}
	files, err := debs.fetch(ctx, m, packages)
	if err != nil {
		return err
	}
	parts := filepath.Join(work, "parts")
	if err := buildParts(ctx, progress, parts); err != nil {
		return err
	}
	m.phase("unpacking Debian packages")
	node, err := assemble(ctx, m, files, parts)
	if err != nil {
		return err
	}
	m.phase("packing the container images that a node has from the beginning")
	scratch, err := scratchFolder(work)
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	images, err := containerImages(node, parts)
	if err != nil {
		return err
	}
	archive := filepath.Join(scratch, "images.tar")
	if err := writeArchive(ctx, scratch, archive, images); err != nil {
		return err
	}
	// node-images.service imports them when the node starts for the first time.
	node.copyOf("kind/images.tar", 0o644, archive)
	m.phase("importing into Docker")
	if err := docker.load(ctx, image, node); err != nil {
		return err
	}
	m.done()
	return nil
}

// scratchFolder is empty: what killed builds left is gone.
func scratchFolder(work string) (string, error) {
	left, err := filepath.Glob(filepath.Join(work, "build-*"))
	for _, folder := range left {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	if err != nil {
		return "", err
	}
	return os.MkdirTemp(work, "build-*")
}

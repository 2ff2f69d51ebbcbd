package images

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// Etcd is the etcd that examples/etcd begins with. What it is upgraded to is on every node: its control plane's.
var Etcd = Image{Repository: "registry.k8s.io/etcd", Tag: "3.6.8-0", Env: []string{"PATH=/bin"}}

// EtcdModule is the folder of its module, below the root of the repository.
const EtcdModule = "e2e/images/etcd"

// WriteEtcd builds etcd from its module under root, the folder of the repository, and writes an archive of its image.
// The first build takes a minute of processor time, the next ones a second.
func WriteEtcd(ctx context.Context, w io.Writer, root, arch string) error {
	program, err := build(ctx, filepath.Join(root, EtcdModule), ".", arch)
	if err != nil {
		return err
	}
	return archive(w, program, []string{"etcd"}, arch, []Image{Etcd})
}

// build compiles the program of a package in dir.
func build(ctx context.Context, dir, pkg, arch string) ([]byte, error) {
	out, err := os.MkdirTemp("", "image-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(out)
	output := filepath.Join(out, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags", "-s -w", "-o", output, pkg)
	cmd.Dir = dir
	// The flags of every build here, see hack/lib.sh, whoever calls this.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false", "GOOS=linux", "GOARCH="+arch)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("build %s in %s: %w\n%s", pkg, dir, err, complaints.String())
	}
	return os.ReadFile(output)
}

package nodeimage

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// rootfs are our own files of a node, at their places.
//
//go:embed all:rootfs
var rootfs embed.FS

// Kubernetes is the version of what runs on the nodes; kind reads it from the image.
const Kubernetes = "v1.37.1"

// assemble makes the root file system of a node: the packages' files, what their scripts would have done, our
// own files, and the programs that lie in parts.
func assemble(ctx context.Context, progress *meter, packages []string, parts string) (tree, error) {
	t, err := debian(ctx, progress, packages)
	if err != nil {
		return nil, err
	}
	if err := t.overlay(rootfs, "rootfs"); err != nil {
		return nil, err
	}
	t.programs(parts)
	t.units()
	t.file("kind/version", 0o644, []byte(Kubernetes+"\n"))
	return t, nil
}

// debian unpacks the packages and does what their scripts would have done, as far as a node needs it.
func debian(ctx context.Context, progress *meter, packages []string) (tree, error) {
	t := newTree()
	for i, path := range packages {
		progress.part(fmt.Sprintf("unpacking Debian packages: %d of %d", i+1, len(packages)), int64(i), int64(len(packages)))
		if err := readDeb(ctx, path, t.unpack); err != nil {
			return nil, err
		}
	}
	for name, mode := range map[string]int64{
		"dev": 0o755, "etc/cni/net.d": 0o755, "etc/kubernetes/manifests": 0o755, "proc": 0o755, "root": 0o700, "run": 0o755,
		"sys": 0o755, "tmp": 0o1777, "var/lib/kubelet": 0o755, "var/log/journal": 0o755, "var/tmp": 0o1777,
	} {
		t.dir(name, mode)
	}
	for name, target := range map[string]string{
		"etc/mtab": "../proc/self/mounts", "var/lock": "/run/lock", "var/run": "/run",
		"usr/bin/awk": "mawk", "usr/bin/ip": "busybox", "usr/bin/nslookup": "busybox", "usr/bin/sh": "bash", "usr/bin/vi": "busybox",
		"usr/bin/wget": "busybox", "usr/sbin/init": "../lib/systemd/systemd",
	} {
		t.symlink(name, target)
	}
	for _, name := range []string{"iptables", "ip6tables"} {
		for _, suffix := range []string{"", "-save", "-restore"} {
			t.symlink("usr/sbin/"+name+suffix, "xtables-nft-multi")
		}
	}
	return t, nil
}

// overlay adds a folder of files; an embedded file has lost its mode, so programs are known by where they lie.
func (t tree) overlay(files fs.FS, root string) error {
	return fs.WalkDir(files, root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		mode := int64(0o644)
		if strings.Contains(path, "/bin/") {
			mode = 0o755
		}
		t.file(strings.TrimPrefix(path, root+"/"), mode, content)
		return err
	})
}

// programs adds what is built from Go modules.
func (t tree) programs(parts string) {
	for _, name := range []string{"containerd", "containerd-shim-runc-v2", "ctr", "sts-node"} {
		t.copyOf("usr/local/bin/"+name, 0o755, filepath.Join(parts, name))
	}
	for _, name := range []string{"kubeadm", "kubectl", "kubelet"} {
		t.symlink("usr/local/bin/"+name, "sts-node")
	}
	for _, name := range []string{"host-local", "loopback", "portmap", "ptp"} {
		t.copyOf("opt/cni/bin/"+name, 0o755, filepath.Join(parts, "cni-"+name))
	}
}

// units leaves of what systemd starts by itself the journal, and adds the node's own.
func (t tree) units() {
	const units = "usr/lib/systemd/system/"
	for name := range t {
		rest, ok := strings.CutPrefix(name, units)
		if folder, unit, nested := strings.Cut(rest, "/"); ok && nested && strings.HasSuffix(folder, ".wants") && !strings.Contains(unit, "journal") {
			delete(t, name)
		}
	}
	const local = "etc/systemd/system/"
	for _, name := range []string{"containerd", "kubelet", "node-dns-tcp", "node-dns-udp", "node-images"} {
		t.symlink(local+"multi-user.target.wants/"+name+".service", "/"+local+name+".service")
	}
	t.symlink(local+"default.target", "/"+units+"multi-user.target")
	// Would mount something that belongs to the machine.
	t.symlink(local+"systemd-binfmt.service", "/dev/null")
}

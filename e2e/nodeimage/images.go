package nodeimage

import (
	"path/filepath"
	"strings"
)

// containerImage is an image that a node has from the beginning, under one or more names.
type containerImage struct {
	names      []string
	entrypoint []string
	files      tree
}

// containerImages are the images of a node. Those of Kubernetes' own components are one image, whose program
// does what the name says by which it is called.
func containerImages(node tree, parts string) ([]containerImage, error) {
	components, err := componentFiles(node)
	if err != nil {
		return nil, err
	}
	names := []string{"registry.k8s.io/etcd:3.7.0-0"}
	for _, component := range []string{"kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler"} {
		names = append(names, "registry.k8s.io/"+component+":"+Kubernetes)
	}
	return []containerImage{
		{names: names, files: components},
		{names: []string{"registry.k8s.io/coredns/coredns:" + corednsVersion}, entrypoint: []string{"/coredns"}, files: single("coredns", parts, "coredns")},
		{names: []string{"registry.k8s.io/pause:3.10.2"}, entrypoint: []string{"/pause"}, files: single("pause", parts, "pause")},
		{names: []string{"kubectl-sts.dev/node:v1"}, files: single("usr/local/bin/sts-node-agent", parts, "sts-node-agent")},
	}, nil
}

// componentFiles adds iptables, as kube-proxy needs it, to the program and its names.
func componentFiles(node tree) (tree, error) {
	var programs []string
	for name := range node {
		// Without the libraries of its extensions iptables starts, and then refuses the rules of Services.
		extension := strings.HasPrefix(name, "usr/lib/x86_64-linux-gnu/xtables/") && strings.HasSuffix(name, ".so")
		command := strings.HasPrefix(name, "usr/sbin/iptables") || strings.HasPrefix(name, "usr/sbin/ip6tables")
		if extension || command && node[name].link == "xtables-nft-multi" {
			programs = append(programs, name)
		}
	}
	files, err := node.subtree(programs...)
	if err != nil {
		return nil, err
	}
	files.add("usr/local/bin/sts-node", node["usr/local/bin/sts-node"])
	for _, name := range []string{
		"etcd", "kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler", "kubectl",
	} {
		files.symlink("usr/local/bin/"+name, "sts-node")
	}
	for _, name := range []string{"etc", "proc", "run", "sys", "var"} {
		files.dir(name, 0o755)
	}
	files.dir("tmp", 0o1777)
	return files, nil
}

// single is a file system of one program.
func single(name, parts, program string) tree {
	t := tree{}
	t.copyOf(name, 0o755, filepath.Join(parts, program))
	return t
}

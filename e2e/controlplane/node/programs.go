package main

import (
	"context"
	"flag"
	"maps"
	"os"
	_ "time/tzdata" // as in kube-apiserver's main: the image has no time zones for CronJobs

	"github.com/spf13/pflag"
	"k8s.io/component-base/cli"
	kubeproxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	kubeadm "k8s.io/kubernetes/cmd/kubeadm/app"
	kubeadmerrors "k8s.io/kubernetes/cmd/kubeadm/app/util/errors"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"

	"github.com/kubectl-sts/kubectl-sts/e2e/controlplane/internal/upstream"
)

// programs are what this binary can be. Each mirrors the main function of its own upstream command.
var programs = withNode(upstream.ByName)

func withNode(programs map[string]func() int) map[string]func() int {
	programs = maps.Clone(programs)
	programs["kubeadm"] = runKubeadm
	programs["kubelet"] = func() int { return cli.Run(kubelet.NewKubeletCommand(context.Background())) }
	programs["kube-proxy"] = func() int { return cli.Run(kubeproxy.NewProxyCommand()) }
	return programs
}

// runKubeadm mirrors https://github.com/kubernetes/kubernetes/blob/v1.37.1/cmd/kubeadm/kubeadm.go.
func runKubeadm() int {
	// It offers every flag of the process as its own: those that the kubelet's packages have registered go.
	flag.CommandLine = flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	pflag.CommandLine = pflag.NewFlagSet(os.Args[0], pflag.ExitOnError)
	// HandleError ends the process with kubeadm's own exit codes.
	kubeadmerrors.HandleError(kubeadm.Run())
	return 0
}

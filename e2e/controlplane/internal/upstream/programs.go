// Package upstream has the programs of Kubernetes that both binaries of this module contain, by the name each is
// called with. Each one mirrors the main function of its own upstream command.
package upstream

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	"k8s.io/component-base/logs"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// The names of the programs.
const (
	Etcd              = "etcd"
	KubeAPIServer     = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	KubeScheduler     = "kube-scheduler"
	Kubectl           = "kubectl"
)

// ByName are the programs; each reads os.Args itself and returns its exit code.
var ByName = map[string]func() int{
	Etcd:              func() int { etcdmain.Main(os.Args); return 0 },
	KubeAPIServer:     func() int { return cli.Run(apiserver.NewAPIServerCommand()) },
	ControllerManager: func() int { return cli.Run(controllermanager.NewControllerManagerCommand()) },
	KubeScheduler:     func() int { return cli.Run(scheduler.NewSchedulerCommand()) },
	Kubectl:           runKubectl,
}

// runKubectl mirrors https://github.com/kubernetes/kubernetes/blob/v1.37.1/cmd/kubectl/kubectl.go.
func runKubectl() int {
	_, _ = logs.GlogSetter(cmd.GetLogVerbosity(os.Args))
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
	return 0
}

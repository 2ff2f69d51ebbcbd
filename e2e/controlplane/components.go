package main

import (
	"fmt"
	"os"

	"github.com/spf13/pflag"
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
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwokcmd "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
	kwoksignals "sigs.k8s.io/kwok/pkg/utils/signals"
)

const (
	etcd              = "etcd"
	kubeAPIServer     = "kube-apiserver"
	controllerManager = "kube-controller-manager"
	kubeScheduler     = "kube-scheduler"
	kwok              = "kwok"
	kubectl           = "kubectl"
)

// startOrder is the order in which the launcher starts its components.
var startOrder = []string{etcd, kubeAPIServer, controllerManager, kubeScheduler, kwok}

// components are the programs in this binary, by the name they are called with. Each mirrors the main
// function of its own upstream command.
var components = map[string]func() int{
	etcd:              func() int { etcdmain.Main(os.Args); return 0 },
	kubeAPIServer:     func() int { return cli.Run(apiserver.NewAPIServerCommand()) },
	controllerManager: func() int { return cli.Run(controllermanager.NewControllerManagerCommand()) },
	kubeScheduler:     func() int { return cli.Run(scheduler.NewSchedulerCommand()) },
	kwok:              runKwok,
	kubectl:           runKubectl,
}

// runKwok mirrors https://github.com/kubernetes-sigs/kwok/blob/v0.8.0/cmd/kwok/main.go.
func runKwok() int {
	// component-base/version/verflag, linked in by the other components, registers a "version" flag that is
	// not a bool on pflag.CommandLine; cobra would hand it to kwok, which expects its own bool one.
	pflag.CommandLine = pflag.NewFlagSet(kwok, pflag.ContinueOnError)
	flags := pflag.NewFlagSet("global", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.Usage = func() {}

	ctx, _ := kwoklog.InitFlags(kwoksignals.SetupSignalContext(), flags)
	ctx, err := kwokconfig.InitFlags(ctx, flags)
	if err == nil {
		command := kwokcmd.NewCommand(ctx)
		command.PersistentFlags().AddFlagSet(flags)
		err = command.ExecuteContext(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// runKubectl mirrors https://github.com/kubernetes/kubernetes/blob/v1.37.1/cmd/kubectl/kubectl.go.
func runKubectl() int {
	_, _ = logs.GlogSetter(cmd.GetLogVerbosity(os.Args))
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
	return 0
}

package main

import (
	"fmt"
	"maps"
	"os"

	"github.com/spf13/pflag"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwokcmd "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
	kwoksignals "sigs.k8s.io/kwok/pkg/utils/signals"

	"github.com/kubectl-sts/kubectl-sts/e2e/controlplane/internal/upstream"
)

const (
	etcd              = upstream.Etcd
	kubeAPIServer     = upstream.KubeAPIServer
	controllerManager = upstream.ControllerManager
	kubeScheduler     = upstream.KubeScheduler
	kwok              = "kwok"
)

// startOrder is the order in which the launcher starts its components.
var startOrder = []string{etcd, kubeAPIServer, controllerManager, kubeScheduler, kwok}

// components are the programs in this binary, by the name they are called with.
var components = withKwok(upstream.ByName)

func withKwok(programs map[string]func() int) map[string]func() int {
	programs = maps.Clone(programs)
	programs[kwok] = runKwok
	return programs
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

package factory

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// completionTime is how long somebody who pressed TAB is kept waiting.
const completionTime = 2 * time.Second

// CompleteNames completes NAME arguments: from the files with -f, else from the cluster.
// Whatever fails gives no suggestions and no noise.
func (f *Factory) CompleteNames(r *ReadFlags) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		prefix := ""
		if kind, _, typed := strings.Cut(toComplete, "/"); typed && isStatefulSet(kind) {
			prefix = kind + "/"
		}
		names := inTime(func(ctx context.Context) []string {
			quiet := *f
			quiet.ErrOut = io.Discard
			q, err := r.Query(&quiet, cmd, nil)
			if err != nil {
				return nil
			}
			snap, err := q.Get(ctx, View{Detail: snapshot.Lean})
			if err != nil {
				return nil
			}
			var names []string
			for _, set := range snap.StatefulSets() {
				if !slices.Contains(args, set.Name) && !slices.Contains(args, prefix+set.Name) {
					names = append(names, prefix+set.Name)
				}
			}
			return names
		})
		return startingWith(toComplete, names), cobra.ShellCompDirectiveNoFileComp
	}
}

// RegisterCompletions completes the values of flags from `kubectl options`.
func (f *Factory) RegisterCompletions(root *cobra.Command) {
	register := func(flag string, values func() []string) {
		_ = root.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, toComplete string) ([]string, cobra.ShellCompDirective) {
			return startingWith(toComplete, values()), cobra.ShellCompDirectiveNoFileComp
		})
	}
	register("namespace", func() []string { return inTime(f.namespaces) })
	register("context", func() []string { return slices.Collect(maps.Keys(f.kubeconfig().Contexts)) })
	register("cluster", func() []string { return slices.Collect(maps.Keys(f.kubeconfig().Clusters)) })
	register("user", func() []string { return slices.Collect(maps.Keys(f.kubeconfig().AuthInfos)) })
	register("profile", func() []string {
		return []string{noProfile, "cpu", "heap", "goroutine", "threadcreate", "block", "mutex", "trace"}
	})
}

func (f *Factory) kubeconfig() clientcmdapi.Config {
	config, err := f.Client().ToRawKubeConfigLoader().RawConfig()
	if err != nil {
		return clientcmdapi.Config{}
	}
	return config
}

func (f *Factory) namespaces(ctx context.Context) []string {
	cfg, err := f.Client().ToRESTConfig()
	if err != nil {
		return nil
	}
	client, err := corev1client.NewForConfig(cfg)
	if err != nil {
		return nil
	}
	list, err := client.Namespaces().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil
	}
	var names []string
	for i := range list.Items {
		names = append(names, list.Items[i].Name)
	}
	return names
}

// startingWith sorts the values that continue what was typed. None of them may
// hold what a shell would obey: names in files can be anything.
func startingWith(typed string, values []string) []string {
	var out []string
	for _, v := range values {
		if strings.HasPrefix(v, typed) && printer.Visible(v) == v && !strings.ContainsAny(v, " $`\\\"';&|<>()") {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inTime gives up on ask after completionTime; credential plugins, for one, heed no context.
func inTime(ask func(context.Context) []string) []string {
	ctx, cancel := context.WithTimeout(context.Background(), completionTime)
	defer cancel()
	answer := make(chan []string, 1)
	go func() { answer <- ask(ctx) }()
	select {
	case values := <-answer:
		return values
	case <-ctx.Done():
		return nil
	}
}

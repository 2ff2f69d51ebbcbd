//go:build e2e

package scenarios

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// stateless takes the claims away: what is about something else need not wait for volumes.
func stateless(set *appsv1.StatefulSet) {
	set.Spec.VolumeClaimTemplates = nil
	set.Spec.Template.Spec.Containers[0].VolumeMounts = nil
}

// app changes the set's first container.
func app(change func(c *corev1.Container)) framework.Edit {
	return func(set *appsv1.StatefulSet) { change(&set.Spec.Template.Spec.Containers[0]) }
}

// template changes what the set's Pods are made of.
func template(change func(spec *corev1.PodSpec)) framework.Edit {
	return func(set *appsv1.StatefulSet) { change(&set.Spec.Template.Spec) }
}

// runs makes the container do one command of sts-app, and end.
func runs(command ...string) framework.Edit {
	return app(func(c *corev1.Container) {
		c.Command, c.ReadinessProbe = append([]string{"sts-app"}, command...), nil
		c.TerminationMessagePolicy = corev1.TerminationMessageFallbackToLogsOnError
	})
}

func memoryLimit(quantity string) framework.Edit {
	return app(func(c *corev1.Container) {
		c.Resources.Limits = corev1.ResourceList{corev1.ResourceMemory: resource.MustParse(quantity)}
	})
}

// httpProbe asks the application every second.
func httpProbe(path string, failures int32) *corev1.Probe {
	return &corev1.Probe{PeriodSeconds: 1, FailureThreshold: failures, TimeoutSeconds: 5,
		ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: path, Port: intstr.FromString("http")}}}
}

// waits waits until the set waits first for a Pod for this reason, with these words, and holds the screen to the words.
func waits(f *framework.F, set string, reason v1alpha1.WaitReason, pod string, words ...string) v1alpha1.StatefulSetReport {
	f.Helper()
	r := f.WaitStatus(set, fmt.Sprintf("it waits for %s, %s, %q", pod, reason, words), func(r v1alpha1.StatefulSetReport) bool {
		if len(r.Rollout.WaitsFor) == 0 {
			return false
		}
		w := r.Rollout.WaitsFor[0]
		return w.Reason == reason && w.Object.Name == pod && !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(w.Message, word) })
	})
	f.Eventually("the screen of "+set+" says it too", framework.Soon, func() (bool, string) {
		screen := f.Sts("status", set)
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(screen, word) }), screen
	})
	return r
}

// advised runs the advised command that has these words, as it is printed. There has to be one such command.
func advised(f *framework.F, set string, words string) string {
	f.Helper()
	var found []string
	r := f.Report("status", set)
	for _, a := range r.Rollout.Advice {
		for _, command := range a.Commands {
			if strings.Contains(command, words) {
				found = append(found, command)
			}
		}
	}
	if len(found) != 1 {
		f.Fatalf("%d commands with %q are advised, want one: %+v", len(found), words, r.Rollout.Advice)
	}
	says(f, f.Sts("status", set), found[0])
	return f.Shell(found[0])
}

// settled waits until all is available on one revision, and the status says so too.
func settled(f *framework.F, set string) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitStatus(set, "complete on one revision", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == r.Rollout.UpdateRevision
	})
}

// pod waits until an ordinal's Pod is as wanted.
func pod(f *framework.F, set string, ordinal int32, what string, want func(p *v1alpha1.Pod) bool) *v1alpha1.Pod {
	f.Helper()
	r := f.WaitStatus(set, fmt.Sprintf("%s-%d: %s", set, ordinal, what), func(r v1alpha1.StatefulSetReport) bool {
		row, ok := framework.Find(r, ordinal)
		return ok && row.Pod != nil && want(row.Pod)
	})
	return f.Row(r, ordinal).Pod
}

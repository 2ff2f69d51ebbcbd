//go:build e2e

package scenarios

import (
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// leaveSoon marks the set's Pods for deletion seconds after their node is known to be away; by default it takes five minutes.
func leaveSoon(set *appsv1.StatefulSet) {
	const seconds = 4
	for _, key := range []string{corev1.TaintNodeUnreachable, corev1.TaintNodeNotReady} {
		set.Spec.Template.Spec.Tolerations = append(set.Spec.Template.Spec.Tolerations, corev1.Toleration{
			Key: key, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: new(int64(seconds)),
		})
	}
}

// apart puts the set's Pods on different nodes as long as there are enough.
func apart(set *appsv1.StatefulSet) {
	set.Spec.Template.Spec.Affinity = &corev1.Affinity{PodAntiAffinity: &corev1.PodAntiAffinity{
		PreferredDuringSchedulingIgnoredDuringExecution: []corev1.WeightedPodAffinityTerm{{Weight: 100, PodAffinityTerm: corev1.PodAffinityTerm{
			TopologyKey: corev1.LabelHostname, LabelSelector: &metav1.LabelSelector{MatchLabels: set.Spec.Selector.MatchLabels},
		}}},
	}}
}

// nodeOf is the node of a set's Pod, on which no other of the set is.
func nodeOf(f *framework.F, r v1alpha1.StatefulSetReport, ordinal int32) string {
	f.Helper()
	node := f.Row(r, ordinal).Pod.Node
	for _, o := range r.Ordinals {
		if o.Ordinal != ordinal && o.Pod != nil && o.Pod.Node == node {
			f.Fatalf("%s and %s are both on node %s, want them apart", o.PodName, f.Row(r, ordinal).PodName, node)
		}
	}
	return node
}

// waitSaid waits until a view's summary and what it waits for say all of these words, and returns the report.
func waitSaid(f *framework.F, view, set string, words ...string) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitReport(view, set, strings.Join(words, " … "), func(r v1alpha1.StatefulSetReport) bool {
		text := strings.Join(r.Summary, "\n")
		for _, o := range r.Ordinals {
			if o.Placement != nil {
				text += "\n" + o.Placement.Message
			}
		}
		for _, w := range words {
			if !strings.Contains(text, w) {
				return false
			}
		}
		return true
	})
}

// later is the flag that looks from two minutes ahead: when slowness has lasted long enough to be called trouble.
func later() string { return "--now=" + time.Now().Add(2*time.Minute).UTC().Format(time.RFC3339) }

// commands are those that a view advises, in its order; all of them are on its screen.
func commands(f *framework.F, view, set string, flags ...string) []string {
	f.Helper()
	args := append([]string{view, set}, flags...)
	var out []string
	for _, a := range f.Report(args...).Rollout.Advice {
		out = append(out, a.Commands...)
	}
	says(f, f.Sts(args...), out...)
	return out
}

// obey runs the first of the advised commands that has these words, as it is printed.
func obey(f *framework.F, advised []string, words string) string {
	f.Helper()
	for _, c := range advised {
		if strings.Contains(c, words) {
			return f.Shell(c)
		}
	}
	f.Fatalf("no command with %q is advised: %q", words, advised)
	return ""
}

// prose is an explanation as one line, however wide the screen is.
func prose(f *framework.F, args ...string) string {
	f.Helper()
	return strings.Join(strings.Fields(f.Sts(append([]string{"explain"}, args...)...)), " ")
}

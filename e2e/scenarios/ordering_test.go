//go:build e2e

package scenarios

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func readyAt(f *framework.F, pod *corev1.Pod) time.Time {
	f.Helper()
	for _, c := range pod.Status.Conditions {
		if c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue {
			return c.LastTransitionTime.Time
		}
	}
	f.Fatalf("%s is not ready", pod.Name)
	return time.Time{}
}

func TestOrderedReadyCreatesOneAfterAnother(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("web", framework.Behavior("unready"))

	for o := int32(0); o < 3; o++ {
		name := podName("web", o)
		r := f.WaitStatus("web", name+" runs and is not ready", func(r v1alpha1.StatefulSetReport) bool {
			row, _ := framework.Find(r, o)
			return row.Pod != nil && row.Pod.Phase == "Running" && !row.Pod.Ready
		})
		equal(f, "rollout state", r.Rollout.State, v1alpha1.StateProgressing)
		w := firstWait(f, r)
		equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "PodReady "+name)
		equal(f, "failing", w.Failing, false)
		equal(f, "reasons to look at the set", len(r.Attention), 0)
		var behind []int32
		for later := int32(2); later > o; later-- {
			equal(f, "state of "+podName("web", later), f.Row(r, later).State, v1alpha1.OrdinalMissing)
			behind = append(behind, later)
		}
		equalOrdinals(f, "behind "+name, w.Behind, behind...)
		f.SetBehavior(name, "ready")
	}

	f.WaitState("web", v1alpha1.StateComplete)
	for o := int32(0); o < 2; o++ {
		this, next := f.Pod(podName("web", o)), f.Pod(podName("web", o+1))
		if ready, created := readyAt(f, this), next.CreationTimestamp.Time; created.Before(ready) {
			f.Errorf("%s was created at %s, before %s was ready at %s", next.Name, created, this.Name, ready)
		}
	}
	f.OfflineEqualsLive("web")
}

func TestParallelCreatesAtOnce(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("quiz", framework.Behavior("unready"))

	r := f.WaitStatus("quiz", "three Pods run, none is ready", func(r v1alpha1.StatefulSetReport) bool {
		running := 0
		for _, o := range r.Ordinals {
			if o.Pod != nil && o.Pod.Phase == "Running" && !o.Pod.Ready {
				running++
			}
		}
		return running == 3
	})
	equal(f, "rollout state", r.Rollout.State, v1alpha1.StateProgressing)
	equal(f, "number of waits", len(r.Rollout.WaitsFor), 3)
	for _, w := range r.Rollout.WaitsFor {
		equalOrdinals(f, "behind "+w.Object.Name, w.Behind)
	}
	f.OfflineEqualsLive("quiz")

	for o := int32(0); o < 3; o++ {
		f.SetBehavior(podName("quiz", o), "ready")
	}
	f.WaitState("quiz", v1alpha1.StateComplete)
	f.OfflineEqualsLive("quiz")
}

package inspect

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// came is a Pod that was created so long ago and became ready after so much time.
func came(age, took time.Duration) podOption {
	return func(p *corev1.Pod) {
		p.CreationTimestamp = ago(age)
		p.Status.Conditions[0].LastTransitionTime = ago(age - took)
	}
}

func TestEstimate(t *testing.T) {
	const s = time.Second
	both := func(options ...podOption) podOption {
		return func(p *corev1.Pod) {
			for _, o := range options {
				o(p)
			}
		}
	}
	restarts := func(p *corev1.Pod) { p.Status.ContainerStatuses[0].RestartCount = 1 }
	minReady := func(set *appsv1.StatefulSet) { set.Spec.MinReadySeconds = 10 }
	budget := func(set *appsv1.StatefulSet) {
		two := intstr.FromInt32(2)
		set.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = &two
	}
	tests := []struct {
		name  string
		world *world
		want  *v1alpha1.Estimate
	}{
		{"from those that are done", newWorld(4, rolling).pod(0, oldRev).pod(1, oldRev).pod(2, newRev, came(50*s, 40*s)).pod(3, newRev, came(100*s, 40*s)),
			&v1alpha1.Estimate{Seconds: 100, PodSeconds: 50, Samples: 2, Basis: "2 Pods × 50s, the median of 2 Pods on revision new"}},
		{"less what is spent", newWorld(4, rolling).pod(0, oldRev).pod(1, newRev, both(came(15*s, 0), unready(15*s))).pod(2, newRev, came(65*s, 40*s)).pod(3, newRev, came(115*s, 40*s)),
			&v1alpha1.Estimate{Seconds: 75, PodSeconds: 50, Samples: 2, Basis: "2 Pods × 50s, the median of 2 Pods on revision new, less 25s already spent"}},
		{"never less than nothing", newWorld(2).pod(0, newRev, both(came(9*time.Minute, 0), unready(9*time.Minute))).pod(1, newRev, came(hour, 40*s)),
			&v1alpha1.Estimate{Seconds: 0, PodSeconds: 40, Samples: 1, Basis: "1 Pod × 40s, the median of 1 Pod on revision new, less 40s already spent"}},
		{"without a stop seen", newWorld(3, rolling).pod(0, oldRev).pod(1, oldRev, terminating(10*s)).pod(2, newRev, came(60*s, 40*s)),
			&v1alpha1.Estimate{Seconds: 80, PodSeconds: 40, Samples: 1, Basis: "2 Pods × 40s, the median of 1 Pod on revision new; how long the old ones take to end is not known"}},
		{"minReadySeconds are part of it", newWorld(2, rolling, minReady).pod(0, oldRev).pod(1, newRev, came(60*s, 40*s)),
			&v1alpha1.Estimate{Seconds: 50, PodSeconds: 50, Samples: 1, Basis: "1 Pod × 50s, the median of 1 Pod on revision new; how long the old ones take to end is not known"}},
		{"a pause between two is no stop", newWorld(3, rolling).pod(0, oldRev).pod(1, newRev, came(60*s, 40*s)).pod(2, newRev, came(20*time.Minute, 40*s)),
			&v1alpha1.Estimate{Seconds: 40, PodSeconds: 40, Samples: 2, Basis: "1 Pod × 40s, the median of 2 Pods on revision new; how long the old ones take to end is not known"}},
		{"the budget of a Parallel set", newWorld(5, rolling, parallel, budget).pod(0, oldRev).pod(1, oldRev).pod(2, oldRev).pod(3, newRev, both(came(15*s, 0), unready(15*s))).pod(4, newRev, came(60*s, 40*s)),
			&v1alpha1.Estimate{Seconds: 105, PodSeconds: 40, Samples: 1, Basis: "4 Pods, side by side: 3 × 40s, the median of 1 Pod on revision new, less 15s already spent; how long the old ones take to end is not known"}},
		{"missing Pods of a Parallel set come together", newWorld(4, parallel).pod(0, newRev, came(hour, 40*s)),
			&v1alpha1.Estimate{Seconds: 40, PodSeconds: 40, Samples: 1, Basis: "3 Pods, side by side: 1 × 40s, the median of 1 Pod on revision new"}},
		{"nothing to go by", newWorld(2, rolling).pod(0, oldRev).pod(1, oldRev), nil},
		{"a Pod that restarted tells nothing", newWorld(2, rolling).pod(0, oldRev).pod(1, newRev, both(came(60*s, 40*s), restarts)), nil},
		{"a blocked rollout has no end", newWorld(3, rolling).pod(0, oldRev).pod(1, newRev, badImage(hour)).pod(2, newRev, came(hour, 40*s)), nil},
		{"a held one is over", newWorld(2, rolling, partition(1)).pod(0, oldRev).pod(1, newRev, came(hour, 40*s)), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.world.version = "v1.37.1"
			if diff := cmp.Diff(tt.want, tt.world.report().Rollout.Estimate); diff != "" {
				t.Errorf("estimate (-want +got):\n%s", diff)
			}
		})
	}
}

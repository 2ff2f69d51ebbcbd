package inspect

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

// alter changes the Pod and the status of its container.
func alter(f func(p *corev1.Pod, s *corev1.ContainerStatus)) podOption {
	return func(p *corev1.Pod) { f(p, &p.Status.ContainerStatuses[0]) }
}

func exited(code int32, reason, message string) *corev1.ContainerStateTerminated {
	return &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, Message: message, FinishedAt: ago(5 * time.Second)}
}

// What kubelets write of Pods that are not ready, as Kubernetes 1.37 has it, and what is said of it.
func TestWhyAPodIsNotReady(t *testing.T) {
	const (
		runc = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ` +
			`unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown`
		pull = `Back-off pulling image "registry.invalid/nginx:2": ErrImagePull: failed to pull and unpack image "registry.invalid/nginx:2": failed to resolve reference ` +
			`"registry.invalid/nginx:2": failed to do request: Head "https://registry.invalid/v2/nginx/manifests/2": dial tcp: lookup registry.invalid on 10.96.0.10:53: no such host`
	)
	yes, no := true, false
	probed := alter(func(p *corev1.Pod, s *corev1.ContainerStatus) {
		p.Spec.Containers[0].StartupProbe, p.Spec.Containers[0].ReadinessProbe = &corev1.Probe{}, &corev1.Probe{}
	})
	starting := alter(func(_ *corev1.Pod, s *corev1.ContainerStatus) { s.Started = &no })
	started := alter(func(_ *corev1.Pod, s *corev1.ContainerStatus) { s.Started = &yes })
	gate := func(containers corev1.ConditionStatus) podOption {
		return alter(func(p *corev1.Pod, s *corev1.ContainerStatus) {
			s.Ready = containers == corev1.ConditionTrue
			p.Spec.ReadinessGates = []corev1.PodReadinessGate{{ConditionType: "lb/attached"}}
			p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: corev1.ContainersReady, Status: containers})
		})
	}
	liveness := alter(func(p *corev1.Pod, _ *corev1.ContainerStatus) { p.Spec.Containers[0].LivenessProbe = &corev1.Probe{} })
	waiting := func(reason, message string, restarts int32, last *corev1.ContainerStateTerminated) podOption {
		return alter(func(p *corev1.Pod, s *corev1.ContainerStatus) {
			s.State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
			s.LastTerminationState.Terminated, s.RestartCount = last, restarts
		})
	}
	notSetUp := alter(func(p *corev1.Pod, _ *corev1.ContainerStatus) {
		p.Status.Phase = corev1.PodPending
		p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: corev1.PodReadyToStartContainers, Status: corev1.ConditionFalse})
	})
	initContainer := func(state corev1.ContainerState, initialized corev1.ConditionStatus) podOption {
		return func(p *corev1.Pod) {
			p.Spec.InitContainers = []corev1.Container{{Name: "prepare"}}
			p.Status.InitContainerStatuses = []corev1.ContainerStatus{{Name: "prepare", RestartCount: 3, State: state,
				LastTerminationState: corev1.ContainerState{Terminated: exited(1, "Error", "")}}}
			p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: corev1.PodInitialized, Status: initialized})
		}
	}
	backOff := corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff", Message: "back-off 40s restarting failed container=prepare"}}

	for _, tt := range []struct {
		name    string
		pod     []podOption
		message string
		look    []string
	}{
		{"startup probe", []podOption{probed, starting}, "web-0 is running but not ready (nginx has not passed its startup probe)", nil},
		{"readiness probe", []podOption{probed, started}, "web-0 is running but not ready (nginx does not pass its readiness probe)", nil},
		{"a container before a gate", []podOption{probed, started, gate(corev1.ConditionFalse)}, "web-0 is running but not ready (nginx does not pass its readiness probe)", nil},
		{"gate", []podOption{probed, started, gate(corev1.ConditionTrue)}, "web-0 is running but not ready (readiness gate lb/attached is not True)", nil},
		{"no probe", []podOption{started}, "web-0 is running but not ready", nil},
		{"neither volumes nor network", []podOption{waiting("ContainerCreating", "", 0, nil), notSetUp}, "web-0 is ContainerCreating (its volumes or its network are not ready)", nil},
		{"creating", []podOption{waiting("ContainerCreating", "", 0, nil)}, "web-0 is ContainerCreating", nil},
		{"between two runs", []podOption{alter(func(_ *corev1.Pod, s *corev1.ContainerStatus) {
			s.State = corev1.ContainerState{Terminated: exited(3, "Error", "")}
		})},
			"web-0 is restarting (exit 3)", nil},
		{"ended, and nobody starts it again", []podOption{alter(func(p *corev1.Pod, s *corev1.ContainerStatus) {
			never := corev1.ContainerRestartPolicyNever
			p.Spec.Containers[0].RestartPolicy = &never
			s.State = corev1.ContainerState{Terminated: exited(3, "Error", "")}
		})}, "web-0 is Error (exit 3)", nil},
		{"a panic, not where it came from", []podOption{waiting("CrashLoopBackOff", "back-off", 3, exited(2, "Error",
			"starting\npanic: no quorum\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:12 +0x1d\n"))},
			"web-0 is CrashLoopBackOff (exit 2, 3 restarts: panic: no quorum)", []string{"kubectl -n shop logs web-0 -c nginx --previous"}},
		{"a cause, not its calls", []podOption{waiting("CrashLoopBackOff", "back-off", 3, exited(1, "Error",
			"Exception in thread main\nCaused by: Connection refused\n\tat Db.open(Db.java:7)\n\t... 3 more\n"))},
			"web-0 is CrashLoopBackOff (exit 1, 3 restarts: Caused by: Connection refused)", []string{"kubectl -n shop logs web-0 -c nginx --previous"}},
		{"killed for its memory", []podOption{alter(func(_ *corev1.Pod, s *corev1.ContainerStatus) {
			s.State = corev1.ContainerState{Terminated: exited(137, "OOMKilled", "")}
			s.RestartCount = 1
		})}, "web-0 is OOMKilled (exit 137, 1 restart)", nil},
		{"last words", []podOption{waiting("CrashLoopBackOff", "back-off 10s restarting", 3, exited(1, "Error", "start\nerror: /data/journal: no space left on device\n"))},
			"web-0 is CrashLoopBackOff (exit 1, 3 restarts: error: /data/journal: no space left on device)",
			[]string{"kubectl -n shop logs web-0 -c nginx --previous"}},
		{"never started", []podOption{waiting("CrashLoopBackOff", "back-off 10s restarting", 3, exited(128, "StartError", runc))},
			`web-0 is CrashLoopBackOff (StartError, exit 128, 3 restarts: unable to start container process: exec: "nosuch": executable file not found in $PATH)`, nil},
		{"told to end", []podOption{liveness, waiting("CrashLoopBackOff", "back-off 10s restarting", 3, exited(143, "Error", ""))},
			"web-0 is CrashLoopBackOff (exit 143, 3 restarts)",
			[]string{"kubectl -n shop logs web-0 -c nginx --previous", "kubectl -n shop describe pod web-0"}},
		{"out of memory is no probe", []podOption{liveness, waiting("CrashLoopBackOff", "back-off 10s restarting", 3, exited(137, "OOMKilled", ""))},
			"web-0 is CrashLoopBackOff (OOMKilled, exit 137, 3 restarts)", []string{"kubectl -n shop logs web-0 -c nginx --previous"}},
		{"image", []podOption{waiting("ImagePullBackOff", pull, 0, nil)}, `web-0 is ImagePullBackOff (image "registry.invalid/nginx:2": no such host)`, nil},
		{"init container", []podOption{waiting("PodInitializing", "", 0, nil), initContainer(backOff, corev1.ConditionFalse)},
			"web-0 is Init:CrashLoopBackOff (exit 1, 3 restarts)", []string{"kubectl -n shop logs web-0 -c prepare --previous"}},
		{"init container that has done its part", []podOption{started, initContainer(corev1.ContainerState{Terminated: exited(0, "Completed", "")}, corev1.ConditionTrue)},
			"web-0 is running but not ready", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newWorld(1).pod(0, newRev, append([]podOption{unready(time.Minute)}, tt.pod...)...).report()
			if got := r.Rollout.WaitsFor[0].Message; got != tt.message {
				t.Errorf("waits for %q, want %q", got, tt.message)
			}
			var looks []string
			for _, a := range r.Rollout.Advice {
				for _, command := range a.Commands {
					if strings.Contains(command, " logs ") || strings.Contains(command, " describe ") {
						looks = append(looks, command)
					}
				}
			}
			if diff := cmp.Diff(tt.look, looks); diff != "" {
				t.Errorf("where to look (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRestartsAreThoseOfGetPods(t *testing.T) {
	sidecar := corev1.ContainerRestartPolicyAlways
	for name, tt := range map[string]struct {
		initialized corev1.ConditionStatus
		prepare     corev1.ContainerState
		want        int32
	}{
		"while init containers run": {corev1.ConditionFalse, corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}, 3 + 2},
		"after them":                {corev1.ConditionTrue, corev1.ContainerState{Terminated: exited(0, "Completed", "")}, 2 + 1},
	} {
		r := newWorld(1).pod(0, newRev, unready(time.Minute), func(p *corev1.Pod) {
			p.Spec.InitContainers = []corev1.Container{{Name: "proxy", RestartPolicy: &sidecar}, {Name: "prepare"}}
			p.Status.InitContainerStatuses = []corev1.ContainerStatus{
				{Name: "proxy", RestartCount: 2, Started: new(true), State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}},
				{Name: "prepare", RestartCount: 3, State: tt.prepare}}
			p.Status.ContainerStatuses[0].RestartCount = 1
			p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: corev1.PodInitialized, Status: tt.initialized})
		}).report()
		if got := r.Ordinals[0].Pod.Restarts; got != tt.want {
			t.Errorf("%s: %d restarts, want %d", name, got, tt.want)
		}
	}
}

package main

import (
	"strings"

	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
)

// podStages is the fake kubelet: README.md says what a Pod can ask for. At most one Stage is true of a Pod at
// any time, and each leaves the Pod in a state where it is no longer true.
func podStages() []*v1alpha1.Stage {
	pod := func(name, when string, steps ...v1alpha1.StageStep) *v1alpha1.Stage {
		return stage("Pod", name, when, steps...)
	}
	const (
		notYetReady = `condition("ContainersReady") != "True"`
		probeFailed = "Readiness probe failed: HTTP probe failed with statuscode: 503"
	)
	return []*v1alpha1.Stage{
		pod("pod-ready", `alive and healthy and asked("ready-delay") == null and `+notYetReady, setStatus(podRunning(`false`))),
		pod("pod-start", `alive and healthy and asked("ready-delay") != null and (running | not)`, setStatus(podRunning(`true`))),
		after(`asked("ready-delay")`,
			pod("pod-ready-late", `alive and healthy and asked("ready-delay") != null and running and `+notYetReady, setStatus(podRunning(`false`)))),
		// Somebody changed a condition of a readiness gate, or wants it held or let go.
		pod("pod-gates", `alive and healthy and condition("ContainersReady") == "True" and (condition("Ready") == "True") != gates`,
			setStatus(podRunning(`false`))),

		pod("pod-unready", `alive and behavior == "unready" and ((running | not) or condition("ContainersReady") == "True")`,
			setStatus(podRunning(named("unready"))), warn("Unhealthy", probeFailed)),
		pod("pod-crash", `alive and behavior == "crashloop" and (waiting("CrashLoopBackOff") | not)`,
			setStatus(podCrashed), warn("BackOff", "Back-off restarting failed container")),
		after(`asked("crash-period") // ([10 * pow(2; ([.status.containerStatuses[]?.restartCount] | max) - 1), 300] | min | tostring + "s")`,
			pod("pod-crash-again", `alive and behavior == "crashloop" and waiting("CrashLoopBackOff")`,
				setStatus(podCrashed), warn("BackOff", "Back-off restarting failed container"))),
		pod("pod-image-pull", `alive and behavior == "imagepull" and (waiting("ImagePullBackOff") | not)`,
			setStatus(podImagePull), warn("Failed", "Failed to pull image: rpc error: code = NotFound desc = not found"), warn("Failed", "Error: ImagePullBackOff")),
		pod("pod-pending", `alive and behavior == "pending" and (started | not)`,
			setStatus(podCreating), warn("FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: code = DeadlineExceeded")),

		after(`asked("stop-delay")`,
			pod("pod-delete", `(alive | not) and asked("behavior") != "stuck-terminating"`, v1alpha1.StageStep{Delete: true})),
	}
}

// named is a template condition: the container at hand is the one the behaviour is about. Asked for by label
// or annotation it is about all of them, asked for by image tag about those with that tag.
func named(behavior string) string {
	tag := map[string]string{"imagepull": "no-such-image"}[behavior]
	if tag == "" {
		tag = behavior
	}
	return `or (eq $behavior "` + behavior + `") (hasSuffix ":` + tag + `" .image)`
}

// podRunning is a Pod whose containers run, ready but for those the template condition names.
func podRunning(unready string) string {
	return compose("Running", unready, `ready: false, started: true, `+carriedOver+`, state: {running: {startedAt: {{ dig "state" "running" "startedAt" $now $old | Quote }}}}`)
}

var (
	podCrashed = compose("Running", named("crashloop"), `ready: false, started: false,
    {{ $restarts := add (dig "restartCount" 0 $old) 1 }}restartCount: {{ $restarts }},
    lastState: {terminated: {exitCode: 1, reason: Error, containerID: {{ $id | Quote }}, startedAt: {{ now | date_modify "-1s" | date "2006-01-02T15:04:05Z07:00" | Quote }}, finishedAt: {{ $now | Quote }}}},
    state: {waiting: {reason: CrashLoopBackOff, message: {{ printf "back-off %s restarting failed container=%s pod=%s_%s(%s)"
      (index (list "10s" "10s" "20s" "40s" "1m20s" "2m40s" "5m0s") (min $restarts 6)) .name $pod.metadata.name $pod.metadata.namespace $pod.metadata.uid | Quote }}}}`)

	podImagePull = compose(`{{ if eq .status.phase "Running" }}Running{{ else }}Pending{{ end }}`, named("imagepull"),
		`ready: false, started: false, `+carriedOver+`, state: {waiting: {reason: ImagePullBackOff, message: {{ printf "Back-off pulling image %q: ErrImagePull: not found" .image | Quote }}}}`)

	podCreating = `
{{ $now := Now }}
phase: Pending
startTime: {{ .status.startTime | default $now | Quote }}
conditions:
- {type: PodReadyToStartContainers, status: "False", lastTransitionTime: {{ $now | Quote }}}
- {type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
- {type: ContainersReady, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
containerStatuses:
{{ range .spec.containers }}
- {name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: "", ready: false, started: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}
{{ end }}`
)

// carriedOver are the fields of a container status that outlive a change of state.
const carriedOver = `restartCount: {{ dig "restartCount" 0 $old }}{{ with $old.lastState }}, lastState: {{ toJson . }}{{ end }}`

// compose fills the common text of a started Pod's status: its phase, which containers are in trouble, and
// what the status of those says.
func compose(phase, troubled, trouble string) string {
	return strings.NewReplacer("PHASE", phase, "TROUBLED", troubled, "TROUBLE", trouble, "CARRIED_OVER", carriedOver).Replace(podTemplate)
}

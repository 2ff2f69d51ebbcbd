package main

// podTemplate is the status of a Pod with a sandbox. Go's template language, KWOK's and sprig's functions.
const podTemplate = `
{{ $now := Now }}{{ $pod := . }}
{{ $behavior := or (get (.metadata.annotations | default dict) "sim.kubectl-sts.dev/behavior") (get (.metadata.labels | default dict) "sim.kubectl-sts.dev/behavior") }}
{{ $hold := eq (get (.metadata.annotations | default dict) "sim.kubectl-sts.dev/gates") "hold" }}
{{ $statuses := dict }}{{ range .status.containerStatuses }}{{ $_ := set $statuses .name . }}{{ end }}
{{ $conditions := dict }}{{ range .status.conditions }}{{ $_ := set $conditions .type . }}{{ end }}
{{ $unready := list }}{{ range .spec.containers }}{{ if TROUBLED }}{{ $unready = append $unready .name }}{{ end }}{{ end }}
phase: PHASE
startTime: {{ .status.startTime | default $now | Quote }}
{{ if not .status.hostIP }}{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs: [{{ range $i, $ip := . }}{{ if $i }}, {{ end }}{ip: {{ $ip | Quote }}}{{ end }}]
{{ end }}{{ end }}
{{ if not .status.podIP }}{{ with PodIPsWith .spec.nodeName (.spec.hostNetwork | default false) .metadata.uid .metadata.name .metadata.namespace }}
podIP: {{ index . 0 | Quote }}
podIPs: [{{ range $i, $ip := . }}{{ if $i }}, {{ end }}{ip: {{ $ip | Quote }}}{{ end }}]
{{ end }}{{ end }}
{{ $want := list (list "PodReadyToStartContainers" "True" "" "") (list "Initialized" "True" "" "") }}
{{ $ready := list "Ready" "True" "" "" }}
{{ range .spec.readinessGates }}
  {{ if not $hold }}{{ $want = append $want (list .conditionType "True" "" "") }}
  {{ else if ne (dig .conditionType "status" "" $conditions) "True" }}
    {{ $ready = list "Ready" "False" "ReadinessGatesNotReady" (printf "corresponding condition of pod readiness gate %q does not exist or is not true." .conditionType) }}
  {{ end }}
{{ end }}
{{ $containers := list "ContainersReady" "True" "" "" }}
{{ if $unready }}
  {{ $message := printf "containers with unready status: [%s]" (join " " $unready) }}
  {{ $ready = list "Ready" "False" "ContainersNotReady" $message }}
  {{ $containers = list "ContainersReady" "False" "ContainersNotReady" $message }}
{{ end }}
conditions:
{{ range append (append $want $ready) $containers }}{{ $type := index . 0 }}{{ $status := index . 1 }}
- type: {{ $type | Quote }}
  status: {{ $status | Quote }}
  lastTransitionTime: {{ if eq (dig $type "status" "" $conditions) $status }}{{ dig $type "lastTransitionTime" $now $conditions | Quote }}{{ else }}{{ $now | Quote }}{{ end }}
  reason: {{ index . 2 | Quote }}
  message: {{ index . 3 | Quote }}
{{ end }}
{{ if .spec.initContainers }}
initContainerStatuses:
{{ $done := dict }}{{ range .status.initContainerStatuses }}{{ $_ := set $done .name . }}{{ end }}
{{ range .spec.initContainers }}{{ $old := get $done .name | default dict }}{{ $id := printf "sim://%s/%s" $pod.metadata.uid .name }}
{{ if eq (.restartPolicy | default "") "Always" }}
- {name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ printf "sim://%s" .image | Quote }}, containerID: {{ $id | Quote }}, ready: true, started: true, restartCount: 0, state: {running: {startedAt: {{ dig "state" "running" "startedAt" $now $old | Quote }}}}}
{{ else }}
- {name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ printf "sim://%s" .image | Quote }}, containerID: {{ $id | Quote }}, ready: true, started: false, restartCount: 0, state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ dig "state" "terminated" "startedAt" $now $old | Quote }}, finishedAt: {{ dig "state" "terminated" "finishedAt" $now $old | Quote }}}}}
{{ end }}{{ end }}{{ end }}
containerStatuses:
{{ range .spec.containers }}{{ $old := get $statuses .name | default dict }}{{ $id := printf "sim://%s/%s" $pod.metadata.uid .name }}
- {name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ printf "sim://%s" .image | Quote }}, containerID: {{ $id | Quote }},
    {{ if TROUBLED }}TROUBLE{{ else }}ready: true, started: true, CARRIED_OVER,
    state: {running: {startedAt: {{ dig "state" "running" "startedAt" $now $old | Quote }}}}{{ end }}}
{{ end }}
`

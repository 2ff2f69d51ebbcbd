//go:build e2e

package scenarios

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// differs runs `kubectl sts diff`, which has to end with code, and returns its screen.
func differs(f *framework.F, code int, args ...string) string {
	f.Helper()
	r := f.TrySts(append([]string{"diff"}, args...)...)
	if r.Code != code || r.Stderr != "" {
		f.Fatalf("%s: exit code %d, want %d\n%s%s", r.Command, r.Code, code, r.Stdout, r.Stderr)
	}
	return r.Stdout
}

// diffOf is its answer for programs.
func diffOf(f *framework.F, code int, args ...string) v1alpha1.StatefulSetDiff {
	f.Helper()
	var d v1alpha1.StatefulSetDiff
	if err := json.Unmarshal([]byte(differs(f, code, append(args, "-o", "json")...)), &d); err != nil {
		f.Fatal(err)
	}
	return d
}

// diffOfflineEqualsLive: what a snapshot holds gives every answer byte for byte.
func diffOfflineEqualsLive(f *framework.F, set string, questions ...[]string) {
	f.Helper()
	file := filepath.Join(f.TempDir(), "diff.yaml")
	f.Sts("snapshot", set, "--output-file", file)
	now := time.Now().UTC().Format(time.RFC3339)
	for _, q := range append(questions, nil, []string{"--each"}, []string{"--each", "-o", "json"}, []string{"-o", "json"}) {
		args := append([]string{"diff", set, "--now", now}, q...)
		live, offline := f.TrySts(args...), f.TrySts(append(args, "-n", f.Namespace, "-f", file)...)
		if live.Code != offline.Code || live.Stdout != offline.Stdout {
			f.Errorf("%s: exit code %d, from the file %d\nlive:\n%s\noffline:\n%s%s", live.Command, live.Code, offline.Code, live.Stdout, offline.Stdout, offline.Stderr)
		}
	}
	f.OfflineEqualsLive(set)
}

func TestDiffOfAHeldRollout(t *testing.T) {
	f := framework.New(t)
	f.Apply("held-partition")
	waitSettled(f, "kafka")
	says(f, differs(f, 0, "kafka"), "nothing differs", "No rollout is under way")
	says(f, differs(f, 0, "kafka", "--each"), "Ordinals 8–5: revision 1", "nothing differs")

	f.Apply("held-partition/step-2")
	f.WaitState("kafka", v1alpha1.StateHeld)
	set := f.Set("kafka")
	current, update := set.Status.CurrentRevision, set.Status.UpdateRevision
	screen := differs(f, 2, "kafka")
	says(f, screen, "  image 3.9.1→4.0.0\n", "--- "+current+" (revision 1, current)\n+++ "+update+" (revision 2, update)\n",
		"-  - image: apache/kafka:3.9.1\n+  - image: apache/kafka:4.0.0\n")
	for _, q := range [][]string{{"--from=1"}, {"--from=" + current, "--to=live"}, {"--from=" + strings.TrimPrefix(current, "kafka-"), "--to=2"}} {
		d := diffOf(f, 2, append([]string{"kafka"}, q...)...)
		if len(d.Changes) != 1 || d.Changes[0].Op != "replace" || d.Changes[0].Path != "/spec/containers/0/image" ||
			string(d.Changes[0].From.Raw) != `"apache/kafka:3.9.1"` || string(d.Changes[0].Value.Raw) != `"apache/kafka:4.0.0"` {
			f.Errorf("%q: changes %+v", q, d.Changes)
		}
	}

	// The partition holds kafka-6 and kafka-5: replaced, they come back as they are. Lowered, kafka-6 does not.
	says(f, differs(f, 0, "kafka", "--pod=kafka-6"), "Replaced, it comes back on revision 1", "held there by the partition", "It runs as its own revision makes it")
	says(f, differs(f, 0, "kafka", "--each"), "Ordinals 8, 7: revision 2", "Ordinals 6, 5: revision 1", "held by the partition")
	diffOfflineEqualsLive(f, "kafka", []string{"--pod=6"}, []string{"--from=1", "--to=2", "-o", "yaml"})
	resume := f.PauseController()
	f.Kubectl("patch", "statefulset", "kafka", "--type=merge", "-p", `{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}`)
	says(f, differs(f, 2, "kafka", "--pod=6"), "Replaced, it goes from revision 1", "image 3.9.1→4.0.0")
	d := diffOf(f, 2, "kafka", "--each")
	for i, summary := range []int{0, 0, 1, 0} {
		equal(f, "changes for "+d.Ordinals[i].PodName, len(d.Ordinals[i].Replacement.Changes), summary)
	}
	// A template that the controller has not seen is compared as the set has it.
	f.Kubectl("set", "env", "statefulset/kafka", "SECRET=value")
	says(f, differs(f, 2, "kafka"), "+1 env SECRET", "live, not seen by the controller yet", "+      value: value\n")
	hidden := differs(f, 2, "kafka", "--redact")
	says(f, hidden, "+      value: REDACTED-")
	if strings.Contains(hidden, "value: value") {
		f.Errorf("--redact shows the value:\n%s", hidden)
	}
	diffOfflineEqualsLive(f, "kafka")
	resume()
	f.WaitState("kafka", v1alpha1.StateHeld)

	out := filepath.Join(f.TempDir(), "out")
	f.Shell(`KUBECTL_EXTERNAL_DIFF="diff -N -u" kubectl sts diff kafka -n ` + f.Namespace + ` >"` + out + `"; test $? = 2`)
	says(f, f.Shell("cat "+out), "  +1 env SECRET", "/FROM-"+current+"/template.yaml", "/TO-"+f.Set("kafka").Status.UpdateRevision+"/template.yaml")
}

func TestDiffAfterAnUndo(t *testing.T) {
	f := framework.New(t)
	f.Apply("held-partition")
	waitSettled(f, "kafka")
	first := f.Set("kafka").Status.UpdateRevision
	f.Kubectl("patch", "statefulset", "kafka", "--type=merge", "-p", `{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}`)
	f.Kubectl("set", "image", "statefulset/kafka", "kafka=apache/kafka:4.0.0")
	f.WaitStatus("kafka", "complete on the second revision", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == r.Rollout.UpdateRevision && r.Rollout.UpdateRevision != first
	})
	last := differs(f, 0, "kafka")
	says(f, last, "The last change:\n    kubectl sts diff kafka -n "+f.Namespace+" --from "+strings.TrimPrefix(first, "kafka-"))
	says(f, differs(f, 2, "kafka", "--from", strings.TrimPrefix(first, "kafka-")), "image 3.9.1→4.0.0")

	// The old revision comes back with a new number: 1 is gone, 3 is what 1 was.
	f.Kubectl("rollout", "undo", "statefulset/kafka")
	f.WaitStatus("kafka", "complete on the first revision", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == first && r.Rollout.UpdateRevision == first
	})
	says(f, differs(f, 2, "kafka", "--from=2", "--to=3"), "image 4.0.0→3.9.1")
	f.OneErrorLine(f.TrySts("diff", "kafka", "--from=1"), `has no revision "1"; there are: 3 (`+first+`), 2 (`)

	// With rights on sets and Pods alone the newest template is still known.
	user := f.ServiceAccount("on-call", "statefulsets.apps", "pods")
	f.OneErrorLine(user.TrySts("diff", "kafka"), "what the rollout changes is not known", "ControllerRevisions could not be read", "forbidden")
	r := user.TrySts("diff", "kafka", "--pod=5")
	if r.Code != 0 || !strings.Contains(r.Stdout, "It runs as its own revision makes it") || !strings.Contains(r.Stdout, "not read: controllerrevisions.apps") {
		f.Errorf("%s: exit code %d\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
	}
	// Without the Pods nobody can tell that none has another revision.
	r = f.ServiceAccount("auditor", "statefulsets.apps", "controllerrevisions.apps").TrySts("diff", "kafka")
	if r.Code != 1 || strings.Contains(r.Stdout, "No rollout is under way") || !strings.Contains(r.Stderr, "not all is known: which revisions Pods have: Pods could not be read") {
		f.Errorf("%s: exit code %d\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
	}
	diffOfflineEqualsLive(f, "kafka")
}

// sidecars puts a container, a label and an annotation into every new Pod of a namespace, as a mesh's webhook does.
const sidecars = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: NAME}
spec:
  matchConstraints:
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  failurePolicy: Fail
  reinvocationPolicy: Never
  mutations:
  - patchType: ApplyConfiguration
    applyConfiguration:
      expression: >
        Object{metadata: Object.metadata{labels: {"mesh": "on"}, annotations: {"mesh.example/config": "v1"}},
          spec: Object.spec{containers: [Object.spec.containers{name: "proxy", image: "busybox:1.37"}]}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: NAME}
spec: {policyName: NAME}
`

func TestDiffTellsEditsFromInjections(t *testing.T) {
	f := framework.New(t)
	if r := f.TryKubectl("get", "mutatingadmissionpolicies.v1.admissionregistration.k8s.io"); r.Code != 0 {
		t.Skip("this API server has no MutatingAdmissionPolicy of version v1")
	}
	f.Apply("held-partition")
	waitSettled(f, "kafka")
	origins := func(pod string) []string {
		f.Helper()
		var out []string
		for _, c := range diffOf(f, 2, "kafka", "--pod", pod).Ordinals[0].Drift.Changes {
			out = append(out, string(c.Origin)+" "+c.Op+" "+c.KeyPath+" "+c.Manager)
		}
		return out
	}
	want := func(pod string, lines ...string) {
		f.Helper()
		if got := origins(pod); !slices.Equal(got, lines) {
			f.Errorf("%s drifted by\n%s\nwant\n%s", pod, strings.Join(got, "\n"), strings.Join(lines, "\n"))
		}
	}

	f.ApplyYAML(strings.ReplaceAll(sidecars, "NAME", f.Namespace))
	defer f.Kubectl("delete", "mutatingadmissionpolicy,mutatingadmissionpolicybinding", f.Namespace)
	// A policy takes a moment until it is in force.
	f.Eventually("kafka-8 comes with a sidecar", time.Minute, func() (bool, string) {
		names := f.TryKubectl("get", "pod", "kafka-8", "-o", "jsonpath={.spec.containers[*].name}").Stdout
		if names == "kafka" {
			f.Kubectl("delete", "pod", "kafka-8", "--ignore-not-found")
		}
		return names == "kafka proxy", names
	})
	waitSettled(f, "kafka")
	want("kafka-8",
		"InjectedAtCreation add metadata.annotations[mesh.example/config] ",
		"InjectedAtCreation add metadata.labels.mesh ",
		"InjectedAtCreation add spec.containers[proxy] ")

	// An edit on top of it is told apart.
	f.Kubectl("label", "pod", "kafka-8", "role=leader", "mesh-version=3")
	want("kafka-8",
		"InjectedAtCreation add metadata.annotations[mesh.example/config] ",
		"InjectedAtCreation add metadata.labels.mesh ",
		"EditedInPlace add metadata.labels.mesh-version kubectl-label",
		"EditedInPlace add metadata.labels.role kubectl-label",
		"InjectedAtCreation add spec.containers[proxy] ")

	f.Kubectl("set", "image", "pod/kafka-5", "kafka=apache/kafka:3.9.1-hotfix")
	f.Kubectl("annotate", "pod", "kafka-5", "note=by-hand")
	f.Kubectl("patch", "pod", "kafka-5", "--type=json", "-p", `[{"op":"add","path":"/spec/tolerations/-","value":{"key":"gpu","operator":"Exists"}}]`)
	f.Kubectl("debug", "kafka-5", "--image=busybox:1.37", "--container=debug", "--profile=general", "--", "sh")
	want("kafka-5",
		"EditedInPlace add metadata.annotations.note kubectl-annotate",
		"EditedInPlace replace spec.containers[kafka].image kubectl-set",
		"EditedInPlace add spec.ephemeralContainers[debug] kubectl",
		"EditedInPlace add spec.tolerations[gpu/Exists] kubectl-patch")
	says(f, differs(f, 2, "kafka", "--pod=5"), "edited in place by kubectl-set", "Replacing kafka-5 loses what was edited in place.",
		"--- kafka-5 as kafka-", "+  - image: apache/kafka:3.9.1-hotfix\n")

	// kubelets say in the status what they gave a container; without that the API server resizes no Pod.
	f.Kubectl("patch", "pod", "kafka-6", "--subresource=status", "--type=json", "-p",
		`[{"op":"add","path":"/status/containerStatuses/0/resources","value":{"requests":{"cpu":"10m","memory":"16Mi"}}}]`)
	f.Kubectl("patch", "pod", "kafka-6", "--subresource=resize", "-p", `{"spec":{"containers":[{"name":"kafka","resources":{"requests":{"memory":"32Mi"}}}]}}`)
	want("kafka-6", "EditedInPlace replace spec.containers[kafka].resources.requests.memory kubectl-patch")

	says(f, differs(f, 2, "kafka", "--each"), "Ordinals 8–5: revision 1", "nothing differs", "kafka-8 differs from", "kafka-6 differs from", "kafka-5 differs from")
	diffOfflineEqualsLive(f, "kafka", []string{"--pod=8"}, []string{"--pod=5", "-o", "json"}, []string{"--pod=6", "-o", "wide"})
}

//go:build e2e

package scenarios

import (
	"encoding/json"
	"strings"
	"syscall"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// ends fails unless a command ended with this exit code and one line on stdout that has these words.
func ends(f *framework.F, r framework.Result, code int, words ...string) {
	f.Helper()
	ok := r.Code == code && strings.Count(r.Stdout, "\n") == 1
	for _, w := range words {
		ok = ok && strings.Contains(r.Stdout, w)
	}
	if !ok {
		f.Errorf("%s\nexit code %d, want %d and one line that has %q\nstdout: %s\nstderr: %s", r.Command, r.Code, code, words, r.Stdout, r.Stderr)
	}
}

// waitResult runs `kubectl sts wait` for its document.
func waitResult(f *framework.F, code int, args ...string) v1alpha1.WaitResult {
	f.Helper()
	r := f.TrySts(append(append([]string{"wait"}, args...), "-o", "json")...)
	var out v1alpha1.WaitResult
	if err := json.Unmarshal([]byte(r.Stdout), &out); err != nil || r.Code != code {
		f.Fatalf("%s\nexit code %d, want %d (%v)\n%s%s", r.Command, r.Code, code, err, r.Stdout, r.Stderr)
	}
	return out
}

func TestWaitForARollingUpdate(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.ReadyDelay("1s"), func(set *appsv1.StatefulSet) { set.Spec.MinReadySeconds = 4 })
	ends(f, f.TrySts("wait", "web", "--for=available"), 0, "web is available: 3 of 3 Pods")

	b := f.StartSts("wait", "web", "--for=deleted")
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	r := f.TrySts("wait", "web", f.Patience())
	ended := time.Now()
	ends(f, r, 0, "web is complete: 3 Pods, all available on revision ")
	if !strings.Contains(r.Stderr, "web Progressing: web-0 is ready but not yet available (minReadySeconds 4)\n") {
		f.Errorf("stderr does not say what is waited for last:\n%s", r.Stderr)
	}
	for _, name := range []string{"web-0", "web-1", "web-2"} {
		pod := f.Pod(name)
		equal(f, "image of "+name, pod.Spec.Containers[0].Image, "nginx:1.29")
		if available := readyAt(f, pod).Add(4 * time.Second); ended.Before(available) {
			f.Errorf("the wait ended at %s, %s is available at %s", ended, name, available)
		}
	}
	if !b.Running() {
		f.Errorf("nobody has deleted web: %+v", b.Wait())
	}
	b.Signal(syscall.SIGINT)
	if r := b.Wait(); r.Code != 130 || r.Stdout != "" {
		f.Errorf("%s, interrupted: exit code %d, stdout %q", r.Command, r.Code, r.Stdout)
	}
}

func TestWaitSaysAtOnceThatASetIsTrapped(t *testing.T) {
	f := framework.New(t)
	stuckRollout(f)
	b := f.StartSts("wait", "postgres", "--timeout=10m")
	f.Eventually("the wait says why it waits", framework.Soon, func() (bool, string) {
		return strings.Contains(b.Said(), "postgres Blocked: postgres-2 is "), b.Said()
	})
	began := time.Now()
	f.Kubectl("rollout", "undo", "statefulset/postgres")
	ends(f, b.Wait(), 2, "postgres cannot be complete: it is trapped: postgres-2 is ", "delete pod postgres-2")
	if took := time.Since(began); took > 30*time.Second {
		f.Errorf("it took %s to say so", took)
	}
	result := waitResult(f, 2, "postgres", "--for=ready")
	equal(f, "verdict", result.Verdict, v1alpha1.WaitVerdictCannotBeMet)
	equal(f, "state", result.Sets[0].State, v1alpha1.StateTrapped)
	if len(result.Sets[0].Commands) != 1 {
		f.Fatalf("commands %q, want one", result.Sets[0].Commands)
	}
	// From a file the verdict is the same.
	file := f.File("trapped.yaml", f.Sts("snapshot", "postgres"))
	ends(f, f.TrySts("wait", "postgres", "-f", file), 2, "it is trapped")

	f.Shell(result.Sets[0].Commands[0])
	ends(f, f.TrySts("wait", "postgres", f.Patience()), 0, "postgres is complete")
}

func TestWaitForWhatThePartitionHolds(t *testing.T) {
	f := framework.New(t)
	f.Apply("held-partition")
	ends(f, f.TrySts("wait", "kafka", "--for=held"), 0, "kafka is complete", "nothing is held")
	f.Apply("held-partition/step-2")
	ends(f, f.TrySts("wait", "kafka", "--for=held"), 0, "kafka is held by partition 2: ")
	for name, image := range map[string]string{"kafka-8": "", "kafka-7": "", "kafka-6": "old", "kafka-5": "old"} {
		updated := f.Pod(name).Labels[appsv1.ControllerRevisionHashLabelKey] == f.Set("kafka").Status.UpdateRevision
		equal(f, name+" is updated", updated, image != "old")
	}
	for range 2 {
		// What helps is done, one ordinal at a time, until there is nothing left to do.
		result := waitResult(f, 2, "kafka", "--timeout=10m")
		equal(f, "waited seconds", result.WaitedSeconds < 30, true)
		f.Shell(result.Sets[0].Commands[0])
		f.Sts("wait", "kafka", "--for=held", f.Patience())
	}
	ends(f, f.TrySts("wait", "kafka"), 0, "kafka is complete")
}

func TestWaitWithOnDelete(t *testing.T) {
	f := framework.New(t)
	f.Apply("ondelete")
	f.Sts("wait", "elasticsearch", f.Patience())
	f.Apply("ondelete/step-2")
	ends(f, f.TrySts("wait", "elasticsearch"), 2, "cannot be complete: ordinals 3–0 are held by OnDelete", "delete pod elasticsearch-3")
	ends(f, f.TrySts("wait", "elasticsearch", "--for=available", "--timeout=0"), 0, "4 of 4 Pods")

	// An operator would delete them: with one, that nobody did so far is no verdict.
	f.Kubectl("create", "configmap", "operator")
	uid := f.Kubectl("get", "configmap", "operator", "-o", "jsonpath={.metadata.uid}")
	f.Kubectl("patch", "statefulset", "elasticsearch", "--type=merge", "-p",
		`{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"operator","uid":"`+uid+`","controller":true}]}}`)
	ends(f, f.TrySts("wait", "elasticsearch", "--timeout=2s"), 3, "timed out after 2s: Held by OnDelete")
	b := f.StartSts("wait", "elasticsearch")
	f.Kubectl("delete", "pod", "-l", "app=elasticsearch", "--wait=false")
	ends(f, b.Wait(), 0, "elasticsearch is complete: 4 Pods")
}

func TestWaitForADeletion(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	ends(f, f.TrySts("wait", "web", "--for=deleted"), 0, "web does not exist")
	f.OneErrorLine(f.TrySts("wait", "web"), `"web" not found in namespace`)
	f.Apply("web", framework.Replicas(1), framework.Behavior("ready"), framework.Grace(120))
	f.Sts("wait", "web")
	f.SetBehavior("web-0", "stuck-terminating")

	deleted, complete := f.StartSts("wait", "web", "--for=deleted"), f.StartSts("wait", "web", "--for=held")
	ends(f, complete.Wait(), 0, "web is complete")
	f.Kubectl("delete", "statefulset", "web", "--cascade=foreground", "--wait=false")
	ends(f, f.TrySts("wait", "web"), 2, "web cannot be complete: it is being deleted")
	ends(f, f.TrySts("wait", "web", "--for=deleted", "--timeout=1s"), 3, "web timed out after 1s: ")
	equal(f, "the wait goes on while a Pod keeps the set", deleted.Running(), true)
	f.SetBehavior("web-0", "ready")
	ends(f, deleted.Wait(), 0, "web does not exist")

	f.Apply("web", framework.Replicas(2))
	f.Sts("wait", "web")
	deleted = f.StartSts("wait", "web", "--for=deleted")
	rollout := f.StartSts("wait", "web", "--for=deleted", "-o", "json")
	f.Eventually("both have begun", framework.Soon, func() (bool, string) {
		said := deleted.Said() + rollout.Said()
		return strings.Count(said, "web Complete") == 2, said
	})
	f.Kubectl("delete", "statefulset", "web", "--cascade=orphan")
	ends(f, deleted.Wait(), 0, "web does not exist; 2 of its Pods are still there")
	equal(f, "exit code", rollout.Wait().Code, 0)
}

func TestWaitThatTimesOut(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("web", framework.Replicas(1), framework.Behavior("crashloop"))
	f.WaitState("web", v1alpha1.StateDegraded)
	began := time.Now()
	r := f.TrySts("wait", "web", "--timeout=3s")
	// For a moment after each crash it is not backing off, but restarting.
	ends(f, r, 3, "web timed out after 3s: web-0 is ", " since ")
	if took := time.Since(began); took < 3*time.Second {
		f.Errorf("gave up after %s", took)
	}
	// Somebody mends it: then it was worth waiting.
	b := f.StartSts("wait", "web")
	f.SetBehavior("web-0", "ready")
	ends(f, b.Wait(), 0, "web is complete: 1 Pod")
	ends(f, f.TrySts("wait", "-l", "app=none", "--timeout=0", "--for=deleted"), 0, "nothing to wait for")
}

// While the API server cannot be reached nothing is certain, and nothing is lost.
func TestWaitAcrossAnOutage(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.ReadyDelay("1s"))
	f.Sts("wait", "web", f.Patience())
	line, behind := f.Line()
	b := behind.StartSts("wait", "web", "--timeout=4m")
	ends(f, b.Wait(), 0, "web is complete")

	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	watch, wait := behind.StartSts("rollout", "web", "--watch"), behind.StartSts("wait", "web", "--timeout=4m")
	late := behind.StartSts("wait", "web", "--timeout=6s")
	f.Eventually("all have begun", framework.Soon, func() (bool, string) {
		return strings.Contains(wait.Said(), "Progressing") && strings.Contains(late.Said(), "Progressing") && watch.Printed() != "", wait.Said()
	})
	line.Cut()
	f.Sts("wait", "web", f.Patience())
	f.Eventually("the wait says that the server is not heard", framework.Soon, func() (bool, string) {
		return strings.Contains(wait.Said(), "note: the server was last heard at ") && strings.Contains(wait.Said(), "connection refused"), wait.Said()
	})
	ends(f, late.Wait(), 3, "web timed out after 6s: the server was last heard at ", "connection refused")
	equal(f, "the wait goes on", wait.Running(), true)
	line.Mend()
	ends(f, wait.Wait(), 0, "web is complete: 3 Pods")
	r := watch.Wait()
	equal(f, "exit code of rollout --watch", r.Code, 0)
	if !strings.HasSuffix(r.Stdout, "all available on revision "+strings.TrimPrefix(f.Set("web").Status.UpdateRevision, "web-")+"\n") {
		f.Errorf("the last line does not say that the rollout is over:\n%s", r.Stdout)
	}
}

// ServiceAccount may get and list, and not watch: then what it may read is read again and again.
func TestWaitWithoutTheRightToWatch(t *testing.T) {
	f := framework.New(t)
	onCall := f.ServiceAccount("on-call", "statefulsets.apps", "pods", "controllerrevisions.apps")
	auditor := f.ServiceAccount("auditor", "statefulsets.apps")
	f.Apply("web", framework.Replicas(2), framework.ReadyDelay("3s"))
	b := onCall.StartSts("wait", "web")
	ends(f, b.Wait(), 0, "web is complete: 2 Pods")
	for _, what := range []string{"note: not read: persistentvolumeclaims", "web Progressing"} {
		if !strings.Contains(b.Said(), what) {
			f.Errorf("stderr lacks %q:\n%s", what, b.Said())
		}
	}
	f.OneErrorLine(auditor.TrySts("wait", "web"), "cannot tell whether web is complete", "pods", "forbidden")
	f.OneErrorLine(f.ServiceAccount("nobody").TrySts("wait", "web"), "statefulsets", "forbidden")
}

func TestRolloutWatch(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.ReadyDelay("1s"))
	f.Sts("wait", "web", f.Patience())
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	documents := f.StartSts("rollout", "web", "--watch", "-o", "json")
	r := f.TrySts("rollout", "web", "-w")
	equal(f, "exit code", r.Code, 0)
	lines := strings.Split(strings.TrimSuffix(r.Stdout, "\n"), "\n")
	for i, line := range lines {
		_, what, _ := strings.Cut(line, " ")
		last := i == len(lines)-1
		if !strings.HasPrefix(what, "web ") || strings.HasPrefix(what, "web Complete: 3 Pods") != last {
			f.Errorf("line %d of %d: %q", i+1, len(lines), line)
		}
	}

	r = documents.Wait()
	equal(f, "exit code", r.Code, 0)
	all := strings.Split(strings.TrimSuffix(r.Stdout, "\n"), "\n")
	var last v1alpha1.StatefulSetReport
	for i, line := range all {
		last = v1alpha1.StatefulSetReport{}
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			f.Fatalf("line %d is no document: %v\n%s", i+1, err, line)
		}
		equal(f, "the rollout is over", last.Rollout.State == v1alpha1.StateComplete, i == len(all)-1)
	}
	// What was watched is what is there to read.
	now := waitSettledAs(f, "rollout", "web")
	equal(f, "revision", last.Rollout.UpdateRevision, now.Rollout.UpdateRevision)
	for i := range now.Ordinals {
		equal(f, "uid of "+now.Ordinals[i].PodName, last.Ordinals[i].Pod.UID, now.Ordinals[i].Pod.UID)
	}

	b := f.StartSts("rollout", "web", "-w", "-o", "name", "--for-nothing")
	equal(f, "exit code of a mistake", b.Wait().Code, 1)
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:crashloop")
	b = f.StartSts("rollout", "web", "-w")
	f.WaitState("web", v1alpha1.StateBlocked)
	f.Kubectl("delete", "statefulset", "web", "--cascade=orphan")
	if r := b.Wait(); r.Code != 1 || !strings.Contains(r.Stderr, "error: StatefulSet web was deleted; 3 of its Pods are still there\n") {
		f.Errorf("deleted: exit code %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
}

// waitSettledAs is waitSettled for another view.
func waitSettledAs(f *framework.F, view, set string) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitReport(view, set, "complete, one revision", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == r.Rollout.UpdateRevision
	})
}

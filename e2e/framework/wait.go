package framework

import (
	"context"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

const pollInterval = 200 * time.Millisecond

// Soon is how long a controller may take for anything that it does by itself, on a busy machine.
const Soon = 60 * time.Second

// patience is how many times longer everything may take where containers have to be started and stopped for it.
const patience = 3

// Patience is the flag --timeout of commands that wait for what the cluster does by itself.
func (f *F) Patience() string {
	return "--timeout=" + (f.patient(commandTimeout) - 10*time.Second).String()
}

// patient is so long on a cluster whose kubelets are simulated.
func (f *F) patient(d time.Duration) time.Duration {
	if f.Has(RealKubelets) {
		return d * patience
	}
	return d
}

// Eventually polls until check is true; what it says last is in the message when it never is.
func (f *F) Eventually(what string, timeout time.Duration, check func() (ok bool, state string)) {
	f.Helper()
	f.eventually(f.Context(), what, timeout, check)
}

// eventually is for cleanups too, which run when the scenario's context has ended.
func (f *F) eventually(ctx context.Context, what string, timeout time.Duration, check func() (ok bool, state string)) {
	f.Helper()
	timeout = f.patient(timeout)
	deadline := time.Now().Add(timeout)
	for {
		ok, state := check()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			f.Fatalf("not within %s: %s; last state:\n%s", timeout, what, state)
		}
		select {
		case <-ctx.Done():
			f.Fatalf("the scenario ended before: %s; last state:\n%s", what, state)
		case <-time.After(f.patient(pollInterval)): // each look costs what starting containers needs
		}
	}
}

// WaitReport polls `kubectl sts VIEW SET -o json` until the report is as wanted, and returns it. It leaves kubectl
// out: starting it costs four times what the plugin needs, and polling would take the cores that controllers need.
// A report made before the controller has seen the newest spec is not looked at: on a busy machine it comes first.
func (f *F) WaitReport(view, set, what string, want func(r v1alpha1.StatefulSetReport) bool) v1alpha1.StatefulSetReport {
	f.Helper()
	var report v1alpha1.StatefulSetReport
	f.Eventually("`kubectl sts "+view+" "+set+"` shows: "+what, Soon, func() (bool, string) {
		args := []string{view, set, "-o", "json"}
		report = f.one(args, f.succeed(f.plugin(f.kubeconfig, args...)))
		if report.Rollout.State != v1alpha1.StateUnobserved && want(report) {
			return true, ""
		}
		return false, asJSON(report)
	})
	return report
}

// WaitStatus is WaitReport for the view `status`.
func (f *F) WaitStatus(set, what string, want func(r v1alpha1.StatefulSetReport) bool) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitReport("status", set, what, want)
}

// WaitState waits until the set's rollout is in a state.
func (f *F) WaitState(set string, state v1alpha1.RolloutState) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitStatus(set, "rollout state "+string(state), func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == state
	})
}

// WaitAvailable waits until the set's own status reports so many available Pods and the newest spec as seen.
// It asks the API, not the plugin: for the way to a state, not for the state itself.
func (f *F) WaitAvailable(set string, pods int32) {
	f.Helper()
	f.Eventually(set+" is available", Soon, func() (bool, string) {
		s := f.Set(set)
		return s.Status.AvailableReplicas == pods && s.Status.ObservedGeneration == s.Generation, asJSON(s.Status)
	})
}

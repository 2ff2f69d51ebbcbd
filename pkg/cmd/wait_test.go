package cmd

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The sets of these tests want no Pods, have none, and stay as they are.
func TestWaitLive(t *testing.T) {
	newAPIServer(t, "shop/web", "shop/quiz", "other/web")
	const progress = " web Complete: scaled to 0, no Pods wanted\n"
	for _, c := range []struct {
		args     string
		code     int
		out      string
		progress string
	}{
		{"web", 0, "web is complete: scaled to 0, no Pods wanted\n", ""},
		{"quiz web --for=ready", 0, "quiz is ready: 0 of 0 Pods\nweb is ready: 0 of 0 Pods\n", ""},
		{"-A -l app=web --for=available", 0, "other/web is available: 0 of 0 Pods\nshop/web is available: 0 of 0 Pods\n", ""},
		{"web --for=deleted --timeout=0", 3, "web is not deleted: nobody has deleted it\n", ""},
		{"web --for=deleted --timeout=300ms", 3, "web timed out after 0s: nobody has deleted it\n", progress},
		{"gone --for=deleted", 0, "gone does not exist\n", ""},
		{"-l app=gone --for=deleted", 0, "no StatefulSets match: nothing to wait for\n", ""},
	} {
		r := run(t, append([]string{"wait"}, strings.Fields(c.args)...)...)
		if _, after, timed := strings.Cut(r.errOut, " "); timed {
			r.errOut = " " + after // less the time of day
		}
		if diff := cmp.Diff(result{c.code, c.out, c.progress}, r, cmp.AllowUnexported(result{})); diff != "" {
			t.Errorf("wait %s (-want +got):\n%s", c.args, diff)
		}
	}
	run(t, "wait", "gone").failsInOneLine(t, `statefulsets.apps "gone" not found in namespace "shop"`)
	run(t, "wait", "web", "gone").failsInOneLine(t, `statefulsets.apps "gone" not found in namespace "shop"`)
	run(t, "wait", "-l", "app=gone").failsInOneLine(t, "no StatefulSets match in shop namespace")
}

// A server that does not answer is out of time as well, and says so in its own words.
func TestWaitForASlowServer(t *testing.T) {
	slowServer(t)
	r := run(t, "wait", "web", "--timeout=200ms")
	if want := (result{3, "timed out after 0s: the server has not answered\n", ""}); r != want {
		t.Errorf("%+v, want %+v", r, want)
	}
	r = run(t, "wait", "web", "--timeout=200ms", "-o", "json")
	if r.code != 3 || !strings.Contains(r.out, `"verdict": "TimedOut"`) || !strings.Contains(r.out, `"sets": []`) {
		t.Errorf("-o json: %+v", r)
	}
}

func TestRolloutWatchLive(t *testing.T) {
	newAPIServer(t, "shop/web", "shop/quiz", "one/only")
	for _, c := range []struct{ args, want string }{
		{"web", " web Complete: scaled to 0, no Pods wanted\n"},
		{"-n one", " only Complete: scaled to 0, no Pods wanted\n"},
		{"web -o name", "statefulset.apps/web\n"},
	} {
		r := run(t, append([]string{"rollout", "--watch"}, strings.Fields(c.args)...)...)
		if r.code != 0 || !strings.HasSuffix(r.out, c.want) || strings.Count(r.out, "\n") != 1 || r.errOut != "" {
			t.Errorf("%s: %+v, want %s", c.args, r, c.want)
		}
	}
	if r := run(t, "rollout", "-w", "-n", "nowhere"); r != (result{errOut: "No StatefulSets found in nowhere namespace.\n"}) {
		t.Errorf("%+v", r)
	}
	run(t, "rollout", "-w", "gone").failsInOneLine(t, `statefulsets.apps "gone" not found in namespace "shop"`)
	run(t, "rollout", "-w").failsInOneLine(t, "name a StatefulSet")
}

// Ctrl-C ends a wait at once, with the exit code that shells know.
func TestInterruptedWait(t *testing.T) {
	newAPIServer(t, "shop/web")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	start := time.Now()
	r := runWith(ctx, strings.NewReader(""), "wait", "web", "--for=deleted")
	if r.code != 130 || r.out != "" || time.Since(start) > 5*time.Second {
		t.Errorf("%+v after %s", r, time.Since(start))
	}
}

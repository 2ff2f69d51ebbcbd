package printer

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func TestAge(t *testing.T) {
	s := set{now: now}
	for want, since := range map[string]metav1.Time{
		"0s": ago(-time.Hour), "90s": ago(90 * time.Second), "3h": ago(3 * time.Hour), "26d": ago(26 * day), "?": {},
	} {
		if got := s.age(since); got != want {
			t.Errorf("age of %v is %s, want %s", since, got, want)
		}
	}
}

// A Pod that is available in 300 ms is not available "in 0s".
func TestIn(t *testing.T) {
	s := set{now: now}
	for left, want := range map[time.Duration]string{
		300 * time.Millisecond: "1s", time.Second: "1s", 7500 * time.Millisecond: "8s", 3 * time.Minute: "3m", -time.Minute: "1s",
	} {
		if got := s.in(ago(-left)); got != want {
			t.Errorf("in %v is %s, want %s", left, got, want)
		}
	}
}

func TestRolloutNamesWhatItHangsOn(t *testing.T) {
	for _, c := range []struct {
		state   v1alpha1.RolloutState
		message string
		want    string
	}{
		{v1alpha1.StateComplete, "web-1 is fine", "Complete"},
		{v1alpha1.StateUnobserved, "the controller has not acted", "Unobserved"},
		{v1alpha1.StateBlocked, "web-1 is CrashLoopBackOff (exit 1, 7 restarts)", "Blocked: web-1 CrashLoopBackOff"},
		{v1alpha1.StateProgressing, "web-1 waits for a node", "Progressing: web-1 waits for a node"},
		{v1alpha1.StateTrapped, "web-1 is running but not ready, and old", "Trapped: web-1 running but not ready"},
		{v1alpha1.StateDegraded, "its node is lost", "Degraded: web-1"},
		{v1alpha1.StateBlocked, "web-1 " + strings.Repeat("long ", 20), "Blocked: web-1 long long long long long…"},
		{"", "", "Unknown"},
	} {
		s := set{StatefulSetReport: &v1alpha1.StatefulSetReport{}, now: now}
		s.Rollout.State = c.state
		s.Rollout.WaitsFor = []v1alpha1.Wait{{Object: v1alpha1.ObjectReference{Kind: "Pod", Name: "web-1"}, Message: c.message}}
		if got := s.rollout().Text; got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.state, c.message, got, c.want)
		}
	}
}

// What the summary has said is not said again.
func TestNothingIsSaidTwice(t *testing.T) {
	got := show(t, Status, Options{}, *crash(), *blocked())
	for _, sentence := range []string{"does not exist: the Pods have no names", "web-4 is ImagePullBackOff", "roll it back", "rollout undo", "delete pod web-4", "StorageClass fast does not exist"} {
		if n := strings.Count(got, sentence); n != 1 {
			t.Errorf("%q is said %d times:\n%s", sentence, n, got)
		}
	}
}

// One reason for a hundred Pods is one line.
func TestRemarksAreGathered(t *testing.T) {
	r := fixture("shop", "web", 0, 100)
	for i := range r.Ordinals {
		r.Ordinals[i].Identity.EndpointAddress = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: r.Ordinals[i].Pod.IP, Note: "no EndpointSlice lists the Pod"}
		if i < 6 {
			r.Ordinals[i].Identity.Subdomain = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: "nginx", Actual: "apache"}
		}
	}
	var got []string
	for _, c := range remarks(set{StatefulSetReport: r, now: now}.identities()) {
		got = append(got, c.Text)
	}
	want := []string{
		"wrong: web-99, web-98, web-97 and 3 more: subdomain is apache, should be nginx",
		"wrong: every Pod: endpoint address is missing: no EndpointSlice lists the Pod",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMarkdownEscapes(t *testing.T) {
	got := show(t, List, Options{Format: FormatMarkdown}, *hostile())
	rows := strings.Split(strings.TrimSpace(got), "\n")
	columns := strings.Count(rows[0], "|")
	for _, row := range rows {
		if n := strings.Count(strings.ReplaceAll(row, `\|`, ""), "|"); n != columns {
			t.Errorf("%d cell borders, want %d: %s", n, columns, row)
		}
	}
	if strings.Contains(strings.ReplaceAll(got, `\<`, ""), "<b>") || !strings.Contains(got, "\\|\\`\\*\\<b\\>") {
		t.Errorf("Markdown is not escaped:\n%s", got)
	}
}

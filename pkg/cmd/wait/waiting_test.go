package wait

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/yaml"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/follow"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

func lookAt(reports ...*v1alpha1.StatefulSetReport) follow.Look {
	look := follow.Look{Now: now, Changed: true}
	var b snapshot.Builder
	for _, r := range reports {
		look.Reports = append(look.Reports, *r)
		b.Add(&appsv1.StatefulSet{ObjectMeta: *r.ObjectMeta.DeepCopy()})
	}
	look.Snapshot = b.Snapshot()
	return look
}

func named(names ...string) *factory.Query { return &factory.Query{Names: names, Namespace: "shop"} }

func progressing(r *v1alpha1.StatefulSetReport) {
	r.Rollout.State = v1alpha1.StateProgressing
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Message: r.Name + "-0 does not exist yet"}}
	pod(0, nil)(r)
}

// step looks and returns whether it was over, and the lines that would be printed.
func step(t *testing.T, w *waiting, look follow.Look, timeout time.Duration) (over bool, text string) {
	t.Helper()
	over, err := w.look(look)
	if err != nil {
		t.Fatal(err)
	}
	return over, lines(w.result(time.Minute, timeout))
}

func TestAllSetsAtTheSameTime(t *testing.T) {
	w := newWaiting(v1alpha1.WaitForComplete, named("web", "db"))
	over, text := step(t, w, lookAt(report("db"), report("web", progressing)), 10*time.Minute)
	if want := "web timed out after 10m: web-0 does not exist yet\ndb is complete: as it is\n"; over || text != want {
		t.Errorf("one is complete: over %t\n%s", over, text)
	}
	if over, _ = step(t, w, lookAt(report("db", progressing), report("web")), time.Minute); over {
		t.Error("the other one is complete, and the first is not any more")
	}
	over, text = step(t, w, lookAt(report("db"), report("web")), time.Minute)
	if !over || text != "web is complete: as it is\ndb is complete: as it is\n" {
		t.Errorf("both are complete: over %t\n%s", over, text)
	}
}

func TestOneThatCannotEndsTheWait(t *testing.T) {
	w := newWaiting(v1alpha1.WaitForComplete, &factory.Query{LabelSelector: "app"})
	over, text := step(t, w, lookAt(report("db", progressing), report("mq"), report("web", state(v1alpha1.StateTrapped))), time.Minute)
	want := `db is not complete yet: db-0 does not exist yet
mq is complete: as it is
web cannot be complete: it is trapped: Trapped: as it is
`
	if !over || text != want {
		t.Errorf("over %t (-want +got)\n%s", over, cmp.Diff(want, text))
	}
	r := w.result(time.Minute, time.Minute)
	if r.Met || r.Verdict != v1alpha1.WaitVerdictCannotBeMet || !strings.HasPrefix(r.Reason, "web cannot") {
		t.Errorf("%+v", r)
	}
	verdicts := []v1alpha1.WaitVerdict{r.Sets[0].Verdict, r.Sets[1].Verdict, r.Sets[2].Verdict}
	if diff := cmp.Diff([]v1alpha1.WaitVerdict{"Waiting", "Met", "CannotBeMet"}, verdicts); diff != "" {
		t.Error(diff)
	}
}

func TestChoiceOfSets(t *testing.T) {
	bySelector := &factory.Query{LabelSelector: "app", Namespace: "shop"}
	none := lookAt()
	if _, err := newWaiting(v1alpha1.WaitForReady, named("web")).look(none); err == nil || err.Error() != `statefulsets.apps "web" not found in namespace "shop"` {
		t.Errorf("a name that is not there: %v", err)
	}
	if _, err := newWaiting(v1alpha1.WaitForReady, bySelector).look(none); err == nil || err.Error() != "no StatefulSets match in shop namespace" {
		t.Errorf("a selector that matches nothing: %v", err)
	}
	for query, want := range map[*factory.Query]string{named("web"): "web does not exist\n", bySelector: "no StatefulSets match: nothing to wait for\n"} {
		if over, text := step(t, newWaiting(v1alpha1.WaitForDeleted, query), none, 0); !over || text != want {
			t.Errorf("deleted: over %t, %q", over, text)
		}
	}
	w := newWaiting(v1alpha1.WaitForReady, bySelector)
	step(t, w, lookAt(report("web", progressing)), 0)
	if over, text := step(t, w, lookAt(report("late", progressing), report("web")), 0); !over || text != "web is ready: 3 of 3 Pods\n" {
		t.Errorf("a set that comes to match later is not waited for: over %t, %q", over, text)
	}
	w = newWaiting(v1alpha1.WaitForReady, &factory.Query{Files: []string{"-"}})
	elsewhere := report("web", func(r *v1alpha1.StatefulSetReport) { r.Namespace = "bank" })
	if _, text := step(t, w, lookAt(elsewhere, report("web")), 0); text != "bank/web is ready: 3 of 3 Pods\nshop/web is ready: 3 of 3 Pods\n" {
		t.Errorf("sets of several namespaces: %q", text)
	}
}

func TestSetThatIsReplaced(t *testing.T) {
	second := func(r *v1alpha1.StatefulSetReport) { r.UID = "2" }
	w := newWaiting(v1alpha1.WaitForDeleted, named("web"))
	if over, _ := step(t, w, lookAt(report("web")), time.Minute); over {
		t.Error("it is there")
	}
	if over, text := step(t, w, lookAt(report("web", second)), time.Minute); !over || text != "web does not exist\n" {
		t.Errorf("another one of that name is not it: over %t, %q", over, text)
	}
	w = newWaiting(v1alpha1.WaitForComplete, named("web"))
	step(t, w, lookAt(report("web", progressing)), time.Minute)
	if over, _ := step(t, w, lookAt(report("web", second)), time.Minute); !over {
		t.Error("complete is complete, whichever it is")
	}
	w = newWaiting(v1alpha1.WaitForComplete, named("web"))
	step(t, w, lookAt(report("web", progressing)), time.Minute)
	if over, text := step(t, w, lookAt(), time.Minute); !over || text != "web cannot be complete: it was deleted\n" {
		t.Errorf("over %t, %q", over, text)
	}
}

func TestAnOperatorMayGoOn(t *testing.T) {
	look := lookAt(report("web", state(v1alpha1.StateHeld), held(v1alpha1.HeldByOnDelete, 1, 0)))
	if over, _ := step(t, newWaiting(v1alpha1.WaitForComplete, named("web")), look, 0); !over {
		t.Error("nobody will delete the Pods")
	}
	set := look.Snapshot.StatefulSets()[0].DeepCopy()
	set.OwnerReferences = []metav1.OwnerReference{{Kind: "Kafka", Name: "k", UID: types.UID("k"), Controller: ptr.To(true)}}
	var b snapshot.Builder
	b.Add(set)
	look.Snapshot = b.Snapshot()
	if over, _ := step(t, newWaiting(v1alpha1.WaitForComplete, named("web")), look, 0); over {
		t.Error("the operator may delete the Pods")
	}
}

// What may be out of date proves nothing.
func TestNothingIsCertainWithoutTheServer(t *testing.T) {
	for name, r := range map[string]*v1alpha1.StatefulSetReport{"met": report("web"), "never": report("web", state(v1alpha1.StateTrapped))} {
		w := newWaiting(v1alpha1.WaitForComplete, named("web"))
		look := lookAt(r)
		look.Contact = source.Contact{Lost: "connection refused", Heard: now}
		over, text := step(t, w, look, time.Minute)
		if over || !strings.HasPrefix(text, "web timed out after 60s: the server was last heard at ") || !strings.HasSuffix(text, ": connection refused\n") {
			t.Errorf("%s: over %t, %q", name, over, text)
		}
		if result := w.result(0, time.Minute); result.Verdict != v1alpha1.WaitVerdictTimedOut || result.Sets[0].Commands != nil {
			t.Errorf("%s: %+v", name, result)
		}
		look.Contact.Lost = ""
		if over, _ := step(t, w, look, time.Minute); !over {
			t.Errorf("%s: not over with the server back", name)
		}
	}
}

func TestResults(t *testing.T) {
	w := newWaiting(v1alpha1.WaitForAvailable, named("web"))
	if text := lines(w.result(10*time.Second, 10*time.Second)); text != "timed out after 10s: the server has not answered\n" {
		t.Errorf("before the first look: %q", text)
	}
	_, text := step(t, w, lookAt(report("web", progressing)), 0)
	if text != "web is not available: web-0 does not exist yet\n" {
		t.Errorf("a single look: %q", text)
	}
	want := &v1alpha1.WaitResult{
		TypeMeta:  metav1.TypeMeta{APIVersion: "inspect.kubectl-sts.dev/v1alpha1", Kind: "WaitResult"},
		Condition: "Available", Verdict: "TimedOut", WaitedSeconds: 90, Reason: "web timed out after 90s: web-0 does not exist yet",
		Sets: []v1alpha1.WaitedSet{{
			Name: "web", Namespace: "shop", State: "Progressing", Verdict: "TimedOut", Message: "web timed out after 90s: web-0 does not exist yet",
		}},
	}
	result := w.result(90*time.Second+time.Millisecond, 90*time.Second)
	if diff := cmp.Diff(want, result); diff != "" {
		t.Error(diff)
	}
	for _, format := range []string{"json", "yaml"} {
		var out bytes.Buffer
		if err := printResult(&out, result, format); err != nil {
			t.Fatal(err)
		}
		var got v1alpha1.WaitResult
		if err := yaml.UnmarshalStrict(out.Bytes(), &got); err != nil || cmp.Diff(want, &got) != "" || format == "json" && !json.Valid(out.Bytes()) {
			t.Errorf("%s: %v\n%s", format, err, out.String())
		}
	}
}

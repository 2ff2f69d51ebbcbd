package printer

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

func old() *v1alpha1.TemplateSide {
	return &v1alpha1.TemplateSide{Revision: "web-7f9c", Number: 2, Roles: []v1alpha1.TemplateRole{v1alpha1.TemplateCurrent}}
}

func updated() *v1alpha1.TemplateSide {
	return &v1alpha1.TemplateSide{Revision: "web-5d46", Number: 3, Roles: []v1alpha1.TemplateRole{v1alpha1.TemplateUpdate}}
}

func templateDiff() *v1alpha1.TemplateDiff {
	return &v1alpha1.TemplateDiff{
		From: old(), To: updated(), Summary: []string{"image 1.2→1.3", "+1 env FOO"},
		Changes: []v1alpha1.FieldChange{{Op: "replace"}},
		Unified: "--- web-7f9c (revision 2, current)\n+++ web-5d46 (revision 3, update)\n@@ -1,3 +1,4 @@\n spec:\n-  image: app:1.2 # \x1b[31m ``` \n+  image: app:1.3\n+\tx\n",
	}
}

func templatesDiff() *v1alpha1.StatefulSetDiff {
	return &v1alpha1.StatefulSetDiff{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop"}, AsOf: metav1.NewTime(asOf), Different: true, TemplateDiff: *templateDiff()}
}

var asOf = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

func jsonText(s string) *runtime.RawExtension {
	return &runtime.RawExtension{Raw: []byte(`"` + s + `"`)}
}

// driftedPod has every origin.
func driftedPod(ordinal int32, name string) v1alpha1.OrdinalDiff {
	at := metav1.NewTime(asOf.Add(-3 * time.Minute))
	return v1alpha1.OrdinalDiff{Ordinal: ordinal, PodName: name, Replacement: templateDiff(), Drift: &v1alpha1.PodDrift{
		Changes: []v1alpha1.DriftChange{
			{FieldChange: v1alpha1.FieldChange{Op: "add", Path: "/metadata/labels/role", KeyPath: "metadata.labels.role", Value: jsonText("secret")}, Origin: v1alpha1.DriftEditedInPlace, Manager: "kubectl-\x1b[2Jlabel", Time: &at},
			{FieldChange: v1alpha1.FieldChange{Op: "replace", Path: "/spec/containers/0/image", KeyPath: "spec.containers[app].image", From: jsonText("app:1.2"), Value: jsonText("app:1.2-hotfix")}, Origin: v1alpha1.DriftEditedInPlace, Manager: "kubectl-set", Time: &at},
			{FieldChange: v1alpha1.FieldChange{Op: "add", Path: "/spec/containers/1", KeyPath: "spec.containers[proxy]"}, Origin: v1alpha1.DriftInjectedAtCreation},
			{FieldChange: v1alpha1.FieldChange{Op: "remove", Path: "/metadata/annotations/note", KeyPath: "metadata.annotations.note", From: jsonText("secret")}, Origin: v1alpha1.DriftUnknown},
		},
		Unified: "--- " + name + " as web-7f9c (revision 2, current) makes it\n+++ " + name + " as it runs\n@@ -1 +1,2 @@\n labels:\n+  role: x\n",
	}}
}

func podsDiff() *v1alpha1.StatefulSetDiff {
	d := templatesDiff()
	d.TemplateDiff = v1alpha1.TemplateDiff{}
	same := &v1alpha1.TemplateDiff{From: old(), To: old()}
	clean := func(ordinal int32, name string) v1alpha1.OrdinalDiff {
		return v1alpha1.OrdinalDiff{Ordinal: ordinal, PodName: name, Replacement: templateDiff(), Drift: &v1alpha1.PodDrift{}}
	}
	held := v1alpha1.OrdinalDiff{Ordinal: 0, PodName: "web-0", Replacement: same, HeldByPartition: true, Drift: &v1alpha1.PodDrift{}}
	gone := v1alpha1.OrdinalDiff{Ordinal: 5, PodName: "web-5", Message: "its ordinal is outside the range: it is deleted, and none comes in its place", Drift: &v1alpha1.PodDrift{}}
	d.Ordinals = []v1alpha1.OrdinalDiff{gone, driftedPod(4, "web-4"), driftedPod(3, "web-3"), clean(2, "web-2"), clean(1, "web-1"), held}
	d.Notes = []string{"Values were left out of the snapshot (REDACTED): those that changed look the same here."}
	d.Unknown = []string{"web-9: what it was made from is not known"}
	d.Gaps = []v1alpha1.Gap{{Resource: "controllerrevisions.apps", Reason: v1alpha1.GapForbidden, Message: "not for you"}}
	return d
}

func onePodDiff() *v1alpha1.StatefulSetDiff {
	d := podsDiff()
	d.Ordinals, d.Notes, d.Unknown, d.Gaps = []v1alpha1.OrdinalDiff{driftedPod(4, "web-4")}, nil, nil, nil
	return d
}

func printedDiff(t *testing.T, d *v1alpha1.StatefulSetDiff, o DiffOptions) []byte {
	t.Helper()
	o.Width = 100
	var out bytes.Buffer
	if err := Diff(&out, d, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDiff(t *testing.T) {
	nothing := templatesDiff()
	nothing.TemplateDiff = v1alpha1.TemplateDiff{From: updated(), To: updated()}
	nothing.Notes = []string{"No rollout is under way: web-5d46 (revision 3, update) is the newest template, and no Pod has another."}
	nothing.Advice = []v1alpha1.Advice{{Message: "The last change", Commands: []string{"kubectl sts diff web -n shop --from 7f9c"}}}
	restart := templatesDiff()
	restart.Restart = true
	restart.To = &v1alpha1.TemplateSide{Revision: "web-9999", Roles: []v1alpha1.TemplateRole{v1alpha1.TemplateLive}}
	restart.Unified = ""
	for name, tt := range map[string]struct {
		d *v1alpha1.StatefulSetDiff
		o DiffOptions
	}{
		"templates":          {templatesDiff(), DiffOptions{}},
		"templates-color":    {templatesDiff(), DiffOptions{Options: Options{Color: true}}},
		"templates-wide":     {templatesDiff(), DiffOptions{Options: Options{Format: FormatWide}}},
		"templates-markdown": {templatesDiff(), DiffOptions{Options: Options{Format: FormatMarkdown}}},
		"templates-words":    {templatesDiff(), DiffOptions{WordsOnly: true}},
		"nothing":            {nothing, DiffOptions{}},
		"restart":            {restart, DiffOptions{}},
		"pod":                {onePodDiff(), DiffOptions{}},
		"pod-markdown":       {onePodDiff(), DiffOptions{Options: Options{Format: FormatMarkdown}}},
		"each":               {podsDiff(), DiffOptions{Each: true}},
		"each-one":           {onePodDiff(), DiffOptions{Each: true}},
	} {
		t.Run(name, func(t *testing.T) {
			out := printedDiff(t, tt.d, tt.o)
			golden.Assert(t, filepath.Join("testdata", "diff", name+".txt"), out)
			if !tt.o.Color && strings.ContainsAny(string(out), "\x1b") {
				t.Error("an escape of the cluster's gets through")
			}
			if strings.Contains(string(out), "secret") {
				t.Error("words show a value")
			}
		})
	}
	if err := Diff(&bytes.Buffer{}, templatesDiff(), DiffOptions{Options: Options{Format: "x"}}); err == nil {
		t.Error("an unknown format is an error")
	}
}

// That nothing differs stands beside what is not known.
func TestWhatIsNotKnownShows(t *testing.T) {
	d := templatesDiff()
	d.TemplateDiff = v1alpha1.TemplateDiff{From: updated(), To: updated()}
	d.Unknown = []string{"web-1: it carries no revision in its labels"}
	if got := string(printedDiff(t, d, DiffOptions{})); !strings.Contains(got, "\nNot known: web-1: it carries no revision in its labels\n") {
		t.Errorf("got:\n%s", got)
	}
}

// Labels and annotations may be called anything, and their values be secret.
func TestValuesInWords(t *testing.T) {
	for _, tt := range []struct{ path, keyPath, want string }{
		{"/spec/initContainers/0/image", "spec.initContainers[side].image", "~ spec.initContainers[side].image: a → b"},
		{"/spec/containers/0/resources/limits/cpu", "spec.containers[app].resources.limits.cpu", "~ spec.containers[app].resources.limits.cpu: a → b"},
		{"/spec/resources/limits/cpu", "spec.resources.limits.cpu", "~ spec.resources.limits.cpu: a → b"},
		{"/spec/activeDeadlineSeconds", "spec.activeDeadlineSeconds", "~ spec.activeDeadlineSeconds: a → b"},
		{"/spec/containers/0/env/0/value", "spec.containers[app].env[A].value", "~ spec.containers[app].env[A].value"},
		{"/metadata/annotations/image", "metadata.annotations.image", "~ metadata.annotations.image"},
		{"/metadata/annotations/x].resources.y", "metadata.annotations[x].resources.y]", "~ metadata.annotations[x].resources.y]"},
		{"", "", "~ "},
	} {
		c := &v1alpha1.DriftChange{FieldChange: v1alpha1.FieldChange{Op: "replace", Path: tt.path, KeyPath: tt.keyPath, From: jsonText("a"), Value: jsonText("b")}}
		if got := changedWords(c); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// The set's own template is new to the controller only while it is not the update revision's.
func TestWhichTemplateIsNew(t *testing.T) {
	live := v1alpha1.TemplateLive
	for want, side := range map[string]*v1alpha1.TemplateSide{
		"revision 5d46 (update, live)":                                  {Revision: "web-5d46", Roles: []v1alpha1.TemplateRole{v1alpha1.TemplateUpdate, live}},
		"the set's own template (live, not seen by the controller yet)": {Roles: []v1alpha1.TemplateRole{live}},
		"revision 3 (5d46, live, not seen by the controller yet)":       {Revision: "web-5d46", Number: 3, Roles: []v1alpha1.TemplateRole{live}},
	} {
		d := templatesDiff()
		d.From, d.To = side, side
		if got := string(printedDiff(t, d, DiffOptions{})); !strings.HasPrefix(got, "StatefulSet shop/web   "+want+"\n") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

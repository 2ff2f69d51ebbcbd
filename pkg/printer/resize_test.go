package printer

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

func showResize(t *testing.T, r *v1alpha1.StatefulSetResize, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Resize(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGoldenResize(t *testing.T) {
	for name, r := range resizeCases() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			golden.Assert(t, filepath.Join("testdata", "resize", name+"."+format), []byte(showResize(t, r, Options{Format: format})))
		}
	}
}

func TestResizeEscapesAndColors(t *testing.T) {
	for name, r := range resizeCases() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			got := showResize(t, r, Options{Format: format})
			if strings.ContainsAny(got, "\x1b\u202e\t") {
				t.Errorf("%s -o %s lets something through:\n%q", name, format, got)
			}
			if colored := showResize(t, r, Options{Format: format, Color: true}); twwidth.Filter().ReplaceAllString(colored, "") != got {
				t.Errorf("%s -o %s: colour moves the text", name, format)
			}
		}
	}
	if err := Resize(io.Discard, newResize(), Options{Format: "tabel"}); err == nil {
		t.Error("an unknown format is an error")
	}
}

// Every command that is there can be copied from its line, whole.
func TestResizeShowsEveryCommand(t *testing.T) {
	for name, r := range resizeCases() {
		if name == "hostile" {
			continue
		}
		shown := strings.Split(showResize(t, r, Options{}), "\n")
		for _, s := range r.Steps {
			for _, c := range s.Commands {
				found := false
				for _, line := range shown {
					found = found || line == "    "+c
				}
				if !found {
					t.Errorf("%s: no line has just %s", name, c)
				}
			}
		}
	}
}

// newResize is a runbook that nobody has begun.
func newResize() *v1alpha1.StatefulSetResize {
	return &v1alpha1.StatefulSetResize{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "web"},
		Template:   "www", TemplateRequest: "10Gi", Size: "20Gi", Outcome: v1alpha1.ResizeReady, Message: "begin with step 1",
		Claims: []v1alpha1.ResizeClaim{
			{Name: "www-web-1", Ordinal: 1, State: v1alpha1.GrowthToDo, Request: "10Gi", Capacity: "10Gi", StorageClassName: "fast", VolumeName: "pv-1"},
			{Name: "www-web-0", State: v1alpha1.GrowthToDo, Request: "10Gi", Capacity: "10Gi", StorageClassName: "fast", VolumeName: "pv-0"},
		},
		Steps: []v1alpha1.ResizeStep{
			{Number: 1, Action: v1alpha1.ResizeGrowClaims, State: v1alpha1.StepNext, Title: "Grow the claims", Why: "The volumes grow.", Danger: "No claim shrinks.",
				Commands: []string{"kubectl -n shop patch persistentvolumeclaim www-web-1", "kubectl -n shop patch persistentvolumeclaim www-web-0"}},
			{Number: 2, Action: v1alpha1.ResizeDeleteSet, State: v1alpha1.StepLater, Title: "Delete the set, and nothing else", Danger: "Never without --cascade=orphan.",
				Commands: []string{"grep -qx \"  generation: $(kubectl -n shop get statefulset web -o 'jsonpath={.metadata.generation}')\" web-20Gi.yaml && kubectl -n shop delete statefulset web --cascade=orphan"}},
		},
	}
}

func resizeCases() map[string]*v1alpha1.StatefulSetResize {
	half := newResize()
	half.Message = "go on with step 2"
	half.Claims[0].State, half.Claims[0].Request, half.Claims[0].Message = v1alpha1.GrowthNeedsNode, "20Gi", "the volume has grown; its node grows the file system"
	half.Claims[1].State, half.Claims[1].Request, half.Claims[1].Capacity = v1alpha1.GrowthDone, "20Gi", "21Gi"
	half.Claims = append(half.Claims, v1alpha1.ResizeClaim{Name: "www-web-7", Ordinal: 7, Leftover: true, State: v1alpha1.GrowthToDo, Request: "5Gi", Capacity: "5Gi"})
	half.Steps[0].State, half.Steps[0].Commands, half.Steps[0].Why, half.Steps[0].Danger = v1alpha1.StepDone, nil, "", ""
	half.Steps[1].State, half.Steps[1].Message = v1alpha1.StepNext, "www-web-1: the file system grows once a node mounts the volume"
	half.Warnings = []v1alpha1.ResizeWarning{{Reason: v1alpha1.WarnDeployer, Message: "Flux keeps the set", Commands: []string{"flux suspend kustomization shop"}}}
	half.Gaps = []v1alpha1.Gap{{Resource: "persistentvolumes", Reason: v1alpha1.GapForbidden, Message: "may not"}}

	blocked := newResize()
	blocked.Outcome, blocked.Message = v1alpha1.ResizeBlocked, "www-web-0 cannot be expanded: its StorageClass slow does not allow expansion"
	blocked.Claims[1].State, blocked.Claims[1].Message = v1alpha1.GrowthRefused, "its StorageClass slow does not allow expansion"
	blocked.Steps[0].State, blocked.Steps[0].Commands, blocked.Steps[0].Message = v1alpha1.StepBlocked, nil, blocked.Message
	blocked.Steps[1].Commands = nil

	done := newResize()
	done.Outcome, done.Message, done.TemplateRequest = v1alpha1.ResizeDone, "claim template www has 20Gi, and so have its 2 claims", "20Gi"
	for i := range done.Steps {
		done.Steps[i].State, done.Steps[i].Commands = v1alpha1.StepDone, nil
	}
	for i := range done.Claims {
		done.Claims[i].State, done.Claims[i].Request, done.Claims[i].Capacity = v1alpha1.GrowthDone, "20Gi", "20Gi"
	}

	optional := done.DeepCopy()
	optional.Claims = append(optional.Claims, v1alpha1.ResizeClaim{Name: "www-web-7", Ordinal: 7, Leftover: true, State: v1alpha1.GrowthToDo, Request: "10Gi", Capacity: "10Gi"})
	optional.Steps = append(optional.Steps, v1alpha1.ResizeStep{
		Number: 3, Action: v1alpha1.ResizeGrowLeftovers, State: v1alpha1.StepNext, Optional: true, Title: "Grow what is left over as well",
		Why: "No Pod uses www-web-7.", Commands: []string{"kubectl -n shop patch persistentvolumeclaim www-web-7"},
	})

	hostile := newResize()
	hostile.Name, hostile.Template = "we\x1b[31mb", "ww\nw"
	hostile.Claims[0].Message = "no \u202e way\t."
	hostile.Steps[0].Commands = []string{"kubectl patch 'x\ny\x1b'"}

	many := newResize()
	many.Claims = nil
	for range 100 {
		many.Claims = append(many.Claims, v1alpha1.ResizeClaim{Name: "www-web-x", State: v1alpha1.GrowthToDo, Request: "10Gi", Capacity: "10Gi"})
	}
	return map[string]*v1alpha1.StatefulSetResize{
		"new": newResize(), "half": half, "blocked": blocked, "done": done, "optional": optional, "hostile": hostile, "many": many, "bare": {},
	}
}

package output

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

func reports(names ...string) []v1alpha1.StatefulSetReport {
	out := make([]v1alpha1.StatefulSetReport, 0, len(names))
	for _, name := range names {
		out = append(out, v1alpha1.StatefulSetReport{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop"},
			Rollout:    v1alpha1.Rollout{State: v1alpha1.StateComplete},
			Spec:       v1alpha1.SetSpec{Replicas: 3},
			Storage:    &v1alpha1.Storage{Totals: v1alpha1.StorageTotals{Capacity: 10 << 30}},
		})
	}
	return out
}

// shown records what a screen was asked for.
func shown(got *printer.Options) Screen {
	return func(w io.Writer, r []v1alpha1.StatefulSetReport, o printer.Options) error {
		*got = o
		_, err := io.WriteString(w, "screen of "+r[0].Name+"\n")
		return err
	}
}

func printed(t *testing.T, flags Flags, r Reports) (string, printer.Options) {
	t.Helper()
	var out strings.Builder
	var options printer.Options
	if flags.Color == "" {
		flags.Color = colorAuto
	}
	p, err := flags.Printer(&out)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Print(r, shown(&options)); err != nil {
		t.Fatal(err)
	}
	return out.String(), options
}

func TestScreens(t *testing.T) {
	for format, want := range map[string]string{"": "table", "table": "table", "wide": "wide", "markdown": "markdown"} {
		out, o := printed(t, Flags{Format: format, NoHeaders: true}, Reports{Items: reports("web"), Namespaced: true})
		if out != "screen of web\n" {
			t.Errorf("-o %q: printed %q", format, out)
		}
		if diff := cmp.Diff(printer.Options{Format: want, NoHeaders: true, Namespaced: true}, o); diff != "" {
			t.Errorf("-o %q (-want +got):\n%s", format, diff)
		}
	}
	if out, _ := printed(t, Flags{}, Reports{}); out != "" {
		t.Errorf("nothing to show, and yet printed %q", out)
	}
}

func TestColor(t *testing.T) {
	for flag, want := range map[string]bool{colorAlways: true, colorNever: false, colorAuto: false} {
		if _, o := printed(t, Flags{Color: flag}, Reports{Items: reports("web")}); o.Color != want {
			t.Errorf("--color=%s into a file: colour %v, want %v", flag, o.Color, want)
		}
	}
}

func TestObjects(t *testing.T) {
	type object struct {
		APIVersion string
		Kind       string
		Metadata   struct{ Name string }
		Items      *[]object
	}
	for _, c := range []struct {
		name    string
		reports Reports
		want    string
	}{
		{"one by name", Reports{Items: reports("web"), Single: true}, "StatefulSetReport web"},
		{"one by selector", Reports{Items: reports("web")}, "StatefulSetReportList [StatefulSetReport web]"},
		{"two of one name", Reports{Items: reports("web", "web"), Single: true}, "StatefulSetReportList [StatefulSetReport web] [StatefulSetReport web]"},
		{"none", Reports{}, "StatefulSetReportList"},
	} {
		for _, format := range []string{"json", "yaml", "kyaml"} {
			t.Run(c.name+" "+format, func(t *testing.T) {
				out, _ := printed(t, Flags{Format: format}, c.reports)
				// YAML's decoder reads JSON too.
				var o object
				if err := yaml.Unmarshal([]byte(out), &o); err != nil {
					t.Fatalf("%v in:\n%s", err, out)
				}
				if format == "json" && !json.Valid([]byte(out)) {
					t.Errorf("no JSON:\n%s", out)
				}
				got := o.Kind
				if o.Items == nil {
					got += " " + o.Metadata.Name
				} else {
					for _, item := range *o.Items {
						got += " [" + item.Kind + " " + item.Metadata.Name + "]"
					}
				}
				if got != c.want || o.APIVersion != "inspect.kubectl-sts.dev/v1alpha1" {
					t.Errorf("%s, %s; want %s in:\n%s", o.APIVersion, got, c.want, out)
				}
			})
		}
	}
}

func TestTemplates(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	list := Reports{Items: reports("web", "quiz")}
	single := Reports{Items: reports("web"), Single: true}
	for _, c := range []struct {
		format  string
		reports Reports
		want    string
	}{
		{"name", list, "statefulset.apps/web\nstatefulset.apps/quiz\n"},
		{"jsonpath={.rollout.state}", single, "Complete"},
		{"jsonpath={.rollout.nothing}", single, ""},
		{"jsonpath={.storage.totals.capacity}", single, "10737418240"},
		{"jsonpath={.items[?(@.spec.replicas==3)].metadata.name}", list, "web quiz"},
		{`jsonpath={range .items[*]}{.metadata.name}={.spec.replicas}{"\n"}{end}`, list, "web=3\nquiz=3\n"},
		{"jsonpath-as-json={.items[*].metadata.name}", list, "[\n    \"web\",\n    \"quiz\"\n]\n"},
		{"jsonpath-file=" + write("jp", "{.kind}"), single, "StatefulSetReport"},
		{"go-template={{range .items}}{{.metadata.name}} {{end}}", list, "web quiz "},
		{"go-template-file=" + write("gt", "{{.metadata.namespace}}"), single, "shop"},
	} {
		if out, _ := printed(t, Flags{Format: c.format}, c.reports); out != c.want {
			t.Errorf("-o %s: printed %q, want %q", c.format, out, c.want)
		}
	}
}

func TestCustomColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "columns")
	if err := os.WriteFile(path, []byte("NAME STATE\n.metadata.name .rollout.state\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	list := Reports{Items: reports("web", "quiz")}
	for _, format := range []string{"custom-columns=NAME:.metadata.name,STATE:.rollout.state", "custom-columns-file=" + path} {
		out, _ := printed(t, Flags{Format: format}, list)
		if got := strings.Fields(out); strings.Join(got, " ") != "NAME STATE web Complete quiz Complete" {
			t.Errorf("-o %s:\n%s", format, out)
		}
		if out, _ := printed(t, Flags{Format: format, NoHeaders: true}, list); strings.Contains(out, "NAME") {
			t.Errorf("-o %s --no-headers:\n%s", format, out)
		}
	}
}

func TestRefusedFormats(t *testing.T) {
	dir := t.TempDir()
	uneven := filepath.Join(dir, "uneven")
	if err := os.WriteFile(uneven, []byte("A B\n.a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string]string{
		"foo":                               `unknown output format "foo"; use one of: table, wide, markdown, json, yaml,`,
		"JSONN":                             `unknown output format "JSONN"`,
		"custom-columnsx":                   `unknown output format "custom-columnsx"`,
		"custom-columns":                    "no custom columns given",
		"custom-columns=":                   "no custom columns given",
		"custom-columns-file=":              "no file given",
		"custom-columns-file=" + dir + "/x": "no such file",
		"custom-columns-file=" + uneven:     "2 headers but 1 JSONPaths",
		"custom-columns-file=" + os.DevNull: "want a line of headers",
		"jsonpath=":                         "no template given",
		"jsonpath={.a":                      "unclosed action",
		"jsonpath-file=" + dir + "/x":       "no such file",
		"go-template":                       "no template given",
		"go-template={{":                    "unclosed action",
	} {
		_, err := (&Flags{Format: format, Color: colorAuto}).Printer(io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("-o %s: error %v, want %s", format, err, want)
		}
	}
	if _, err := (&Flags{Color: "pink"}).Printer(io.Discard); err == nil || err.Error() != `invalid --color "pink": use auto, always or never` {
		t.Errorf("--color=pink: error %v", err)
	}
}

// What a cluster says must not steer the terminal, whatever the format.
func TestEscapesAreVisible(t *testing.T) {
	hostile := reports("web")
	hostile[0].Name = "web\x1b]0;x\a\u202e"
	for _, format := range []string{
		"json", "yaml", "kyaml", "name", "jsonpath={.metadata.name}", "go-template={{.metadata.name}}",
		"custom-columns=NAME:.metadata.name",
	} {
		out, _ := printed(t, Flags{Format: format}, Reports{Items: hostile, Single: true})
		if strings.ContainsAny(out, "\x1b\a\u202e") {
			t.Errorf("-o %s lets escapes through: %q", format, out)
		}
	}
}

// Half a screen would be taken for a whole one.
func TestNothingIsPrintedOnError(t *testing.T) {
	var out strings.Builder
	p, err := (&Flags{Color: colorAuto}).Printer(&out)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err = p.Print(Reports{Items: reports("web")}, func(w io.Writer, _ []v1alpha1.StatefulSetReport, _ printer.Options) error {
		_, _ = io.WriteString(w, "half")
		return broken
	})
	if !errors.Is(err, broken) || out.String() != "" {
		t.Errorf("error %v, printed %q", err, out.String())
	}
}

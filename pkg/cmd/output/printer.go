package output

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/printers"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/safetext"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// Screen is one of the printer's views.
type Screen func(io.Writer, []v1alpha1.StatefulSetReport, printer.Options) error

// Printer prints reports in one format.
type Printer struct {
	out       io.Writer
	format    string
	noHeaders bool
	color     bool
	// Exactly one of columns and objects is set, or neither for a screen.
	columns string
	objects printers.ResourcePrinter
	// documents is true once there was a first of several.
	documents bool
}

// Printer checks the flags, so that a mistake shows before anything is read.
func (f *Flags) Printer(out io.Writer) (*Printer, error) {
	p := &Printer{out: out, format: f.Format, noHeaders: f.NoHeaders}
	switch f.Color {
	case colorAlways:
		p.color = true
	case colorAuto:
		p.color = printers.AllowsColorOutput(out)
	case colorNever:
	default:
		return nil, fmt.Errorf("invalid --color %q: use auto, always or never", f.Color)
	}
	var err error
	switch {
	case p.format == "":
		p.format = printer.FormatTable
	case slices.Contains(screens, p.format):
	case strings.HasPrefix(p.format, strings.TrimSuffix(customColumns, "=")):
		p.columns, err = columnSpec(p.format)
	default:
		p.objects, err = objectPrinter(p.format)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// objectPrinter is cli-runtime's printer for format.
func objectPrinter(format string) (printers.ResourcePrinter, error) {
	if format == formatYAML {
		return printers.ResourcePrinterFunc(printYAML), nil
	}
	flags := genericclioptions.NewPrintFlags("").WithDefaultOutput(format)
	p, err := flags.ToPrinter()
	if err == nil && strings.HasPrefix(format, "jsonpath") {
		return printers.ResourcePrinterFunc(func(obj runtime.Object, w io.Writer) error { return printUntyped(p, obj, w) }), nil
	}
	switch {
	case genericclioptions.IsNoCompatiblePrinterError(err):
		return nil, unknownFormat(format)
	case err != nil:
		return nil, fmt.Errorf("-o %s: %w", format, err)
	}
	return p, nil
}

// printUntyped gives a JSONPath printer what kubectl gives it: integers as such.
// From a typed object it makes floating point, which no filter compares with an
// integer, and which prints 10737418240 as 1.073741824e+10.
func printUntyped(p printers.ResourcePrinter, obj runtime.Object, w io.Writer) error {
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(obj)
	if err != nil {
		return err
	}
	return p.PrintObj(&unstructured.Unstructured{Object: content}, w)
}

// printYAML is cli-runtime's YAML for objects whose strings hold what YAML refuses.
func printYAML(obj runtime.Object, w io.Writer) error {
	text, err := safetext.YAML(obj)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// IsScreen reports whether people read the output, and not a program.
func (p *Printer) IsScreen() bool { return p.objects == nil && p.columns == "" }

// Reports are what a command found.
type Reports struct {
	Items []v1alpha1.StatefulSetReport
	// Single is true when one StatefulSet was asked for by name: JSON is then that report, not a list.
	Single bool
	// Namespaced is true when the screen has to tell namespaces apart.
	Namespaced bool
	// Now is the instant that ages are measured to.
	Now time.Time
}

// Print prints the reports; screen is the command's own view.
func (p *Printer) Print(r Reports, screen Screen) error {
	// One write at the end: a reader never sees half of a screen, and an error comes first.
	var text bytes.Buffer
	if err := p.print(&text, r, screen); err != nil {
		return err
	}
	_, err := p.out.Write(text.Bytes())
	return err
}

func (p *Printer) print(w io.Writer, r Reports, screen Screen) error {
	switch {
	case p.columns != "":
		return printer.CustomColumns(w, p.columns, p.noHeaders, r.Items)
	case p.objects != nil:
		visible := printer.VisibleWriter(w)
		if err := p.printObjects(visible, r); err != nil {
			return err
		}
		return visible.Close()
	}
	if len(r.Items) == 0 {
		return nil
	}
	return screen(w, r.Items, printer.Options{
		Format:     p.format,
		NoHeaders:  p.noHeaders,
		Color:      p.color,
		Now:        r.Now,
		Namespaced: r.Namespaced,
	})
}

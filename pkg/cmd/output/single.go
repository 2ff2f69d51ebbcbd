package output

import (
	"bytes"
	"io"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// Single is one report of a kind of its own, about one StatefulSet of the same name.
type Single interface {
	metav1.Object
	runtime.Object
}

// PrintSingle prints it; screen is the command's own view.
func (p *Printer) PrintSingle(report Single, screen func(io.Writer, printer.Options) error) error {
	var text bytes.Buffer
	if err := p.printSingle(&text, report, screen); err != nil {
		return err
	}
	_, err := p.out.Write(text.Bytes())
	return err
}

func (p *Printer) printSingle(w io.Writer, report Single, screen func(io.Writer, printer.Options) error) error {
	switch {
	case p.columns != "":
		return printer.CustomColumnsOf(w, p.columns, p.noHeaders, report)
	case p.objects == nil:
		return screen(w, printer.Options{Format: p.format, NoHeaders: p.noHeaders, Color: p.color})
	}
	visible := printer.VisibleWriter(w)
	var object runtime.Object = report
	if p.format == "name" {
		object = statefulSet(report.GetName())
	}
	if err := p.objects.PrintObj(object, visible); err != nil {
		return err
	}
	return visible.Close()
}

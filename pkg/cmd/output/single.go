package output

import (
	"bytes"
	"io"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// Single is one report of a kind of its own, about one StatefulSet of the same name, or about orphaned claims.
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
	objects := []runtime.Object{report}
	if p.format == "name" {
		objects = named(report)
	}
	for _, object := range objects {
		if err := p.objects.PrintObj(object, visible); err != nil {
			return err
		}
	}
	return visible.Close()
}

// named stands for what a report is about, as kubectl knows it. Of claims it is
// those alone that are orphaned for certain: what is named is soon deleted.
func named(report Single) []runtime.Object {
	found, ok := report.(*v1alpha1.OrphanedClaims)
	if !ok {
		return []runtime.Object{statefulSet(report.GetName())}
	}
	var out []runtime.Object
	for i := range found.Claims {
		if c := &found.Claims[i]; c.Verdict == v1alpha1.VerdictOrphaned {
			out = append(out, &metav1.PartialObjectMetadata{
				TypeMeta:   typeMeta(corev1.SchemeGroupVersion.WithKind("PersistentVolumeClaim")),
				ObjectMeta: metav1.ObjectMeta{Name: c.Name, Namespace: c.Namespace},
			})
		}
	}
	return out
}

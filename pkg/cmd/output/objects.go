package output

import (
	"io"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// printObjects gives cli-runtime's printers the reports as API objects.
func (p *Printer) printObjects(w io.Writer, r Reports) error {
	if p.format == "name" {
		for i := range r.Items {
			if err := p.objects.PrintObj(statefulSet(r.Items[i].Name), w); err != nil {
				return err
			}
		}
		return nil
	}
	return p.objects.PrintObj(r.object(), w)
}

// object is the one report that was asked for by name, or a list.
func (r Reports) object() runtime.Object {
	items := make([]v1alpha1.StatefulSetReport, len(r.Items))
	for i := range r.Items {
		items[i] = r.Items[i]
		items[i].TypeMeta = typeMeta(v1alpha1.SchemeGroupVersion.WithKind(v1alpha1.KindReport))
	}
	if r.Single && len(items) == 1 {
		return &items[0]
	}
	return &v1alpha1.StatefulSetReportList{
		TypeMeta: typeMeta(v1alpha1.SchemeGroupVersion.WithKind(v1alpha1.KindReportList)),
		Items:    items,
	}
}

// statefulSet stands for the object itself: -o name names what kubectl knows.
func statefulSet(name string) runtime.Object {
	return &metav1.PartialObjectMetadata{
		TypeMeta:   typeMeta(appsv1.SchemeGroupVersion.WithKind("StatefulSet")),
		ObjectMeta: metav1.ObjectMeta{Name: name},
	}
}

func typeMeta(gvk schema.GroupVersionKind) metav1.TypeMeta {
	apiVersion, kind := gvk.ToAPIVersionAndKind()
	return metav1.TypeMeta{APIVersion: apiVersion, Kind: kind}
}

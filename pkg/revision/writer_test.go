package revision

import (
	"fmt"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Of whoever wrote anything of the template, the last one wrote it first: Maker asks
// who owns what changed.
func TestWriters(t *testing.T) {
	start := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
	// entry is one manager that wrote some minutes after the start; never for a negative number.
	entry := func(manager string, minute int, fields string) metav1.ManagedFieldsEntry {
		e := metav1.ManagedFieldsEntry{Manager: manager, Operation: metav1.ManagedFieldsOperationUpdate, FieldsV1: metav1.NewFieldsV1(fields)}
		if minute >= 0 {
			at := metav1.NewTime(start.Add(time.Duration(minute) * time.Minute))
			e.Time = &at
		}
		return e
	}
	of := func(subresource string, e metav1.ManagedFieldsEntry) metav1.ManagedFieldsEntry {
		e.Subresource = subresource
		return e
	}
	const (
		all      = `{"f:spec":{"f:replicas":{},"f:template":{"f:spec":{"f:dnsPolicy":{}}}}}`
		image    = `{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:image":{}}}}}}}`
		env      = `{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:env":{"k:{\"name\":\"LOG_LEVEL\"}":{"f:value":{}}}}}}}}}`
		restarts = `{"f:spec":{"f:template":{"f:metadata":{"f:annotations":{"f:kubectl.kubernetes.io/restartedAt":{}}}}}}`
		replicas = `{"f:spec":{"f:replicas":{}}}`
	)
	newImage := image1("registry.example:5000/team/app:1.3")
	logLevel := app(func(c *corev1.Container) { c.Env[0].Value = "debug" })
	tests := []struct {
		name   string
		fields []metav1.ManagedFieldsEntry
		change func(*corev1.PodTemplateSpec)
		// The makers of the change, and of a template that is all new; empty for nobody.
		maker, first string
	}{
		{"nobody", nil, newImage, "", ""},
		{"the one that owns the template", []metav1.ManagedFieldsEntry{entry("kubectl-client-side-apply", 3, all)}, newImage, "", "kubectl-client-side-apply 3"},
		{"the last of two that own of it", []metav1.ManagedFieldsEntry{entry("helm", 3, all), entry("argocd-controller", 5, all), entry("kustomize", 4, all)}, newImage, "", "argocd-controller 5"},
		{"the owner of what changed, not who wrote something else later", []metav1.ManagedFieldsEntry{entry("kubectl-set", 3, image), entry("helm", 5, all)}, newImage, "kubectl-set 3", "helm 5"},
		{"the owner of the variable", []metav1.ManagedFieldsEntry{entry("kubectl-edit", 3, env), entry("kubectl-set", 5, image)}, logLevel, "kubectl-edit 3", "kubectl-set 5"},
		{"who restarted", []metav1.ManagedFieldsEntry{entry("kubectl-rollout", 3, restarts), entry("helm", 5, all)}, restart("2026-03-01T02:03:00Z"), "kubectl-rollout 3", "helm 5"},
		{"not the autoscaler", []metav1.ManagedFieldsEntry{entry("helm", 3, all), entry("kube-controller-manager", 5, replicas)}, newImage, "", "helm 3"},
		{"not the status", []metav1.ManagedFieldsEntry{entry("helm", 3, all), of("status", entry("kube-controller-manager", 5, all))}, newImage, "", "helm 3"},
		{"one that says when before one that does not", []metav1.ManagedFieldsEntry{entry("old", -1, all), entry("helm", 3, all), entry("other", -1, all)}, newImage, "", "helm 3"},
		{"fields that were taken out have no owner left", []metav1.ManagedFieldsEntry{entry("helm", 3, all), entry("kubectl-set", 1, image)},
			func(t *corev1.PodTemplateSpec) { t.Spec.InitContainers = nil }, "", "helm 3"},
		{"garbage", []metav1.ManagedFieldsEntry{entry("a", 3, `{"f:spec":[]}`), entry("b", 4, `{`), entry("c", 5, `null`), {Manager: "d"},
			entry("e", 6, `{"f:spec":{"f:template":{}}}`)}, newImage, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := template(), template()
			tt.change(to)
			said := func(w *Writer) string {
				if w == nil || w.Time == nil {
					return ""
				}
				return fmt.Sprintf("%s %d", w.Manager, w.Time.Sub(start)/time.Minute)
			}
			if got := said(Maker(tt.fields, Diff(from, to))); got != tt.maker {
				t.Errorf("maker = %q, want %q", got, tt.maker)
			}
			if got := said(FirstWriter(tt.fields)); got != tt.first {
				t.Errorf("first writer = %q, want %q", got, tt.first)
			}
		})
	}
}

package snapshot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// A Pod as clusters have it: the creating request, two edits, a network plugin's
// annotation by way of the status, and kubelet's status.
func TestReduceKeepsWhoEditedAPod(t *testing.T) {
	created := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
	entry := func(manager, subresource string, after time.Duration, fields string) metav1.ManagedFieldsEntry {
		at := metav1.NewTime(created.Add(after))
		return metav1.ManagedFieldsEntry{Manager: manager, Subresource: subresource, Time: &at, FieldsV1: metav1.NewFieldsV1(fields)}
	}
	pod := func() *corev1.Pod {
		p := &corev1.Pod{}
		p.CreationTimestamp, p.GenerateName = metav1.NewTime(created), "web-"
		p.ManagedFields = []metav1.ManagedFieldsEntry{
			entry("kube-controller-manager", "", 0, `{"f:metadata":{"f:generateName":{}},"f:spec":{"f:dnsPolicy":{}}}`),
			entry("operator", "", time.Second, `{"f:metadata":{"f:labels":{"f:role":{}}}}`),
			entry("kubectl-edit", "resize", time.Hour, `{"f:spec":{"f:containers":{}}}`),
			entry("calico", "status", 2*time.Second, `{"f:metadata":{"f:annotations":{"f:ip":{}}},"f:status":{"f:podIP":{}}}`),
			entry("kubelet", "status", time.Hour, `{"f:status":{"f:conditions":{}}}`),
		}
		return p
	}
	got := map[string]string{}
	full := pod()
	Reduce(full, Full)
	Reduce(full, Full) // From a file, it is reduced once more.
	for _, e := range full.ManagedFields {
		got[e.Manager] = ""
		if e.FieldsV1 != nil {
			got[e.Manager] = string(e.FieldsV1.GetRawBytes())
		}
	}
	want := map[string]string{
		"kube-controller-manager": "",
		"operator":                `{"f:metadata":{"f:labels":{"f:role":{}}}}`,
		"kubectl-edit":            `{"f:spec":{"f:containers":{}}}`,
		"calico":                  `{"f:metadata":{"f:annotations":{"f:ip":{}}}}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what is kept (-want +got):\n%s", diff)
	}
	lean := pod()
	if Reduce(lean, Lean); lean.ManagedFields != nil {
		t.Error("a fleet has no use for it")
	}
	// The controller wrote it again later: what it wrote when is not told any more.
	again := pod()
	again.ManagedFields[0].Time = &metav1.Time{Time: created.Add(time.Minute)}
	if Reduce(again, Full); again.ManagedFields[0].FieldsV1 == nil {
		t.Error("the fields of a later write are kept")
	}
	// Made by hand, a Pod has no beginning of a name.
	own := pod()
	own.GenerateName = ""
	if Reduce(own, Full); own.ManagedFields[0].FieldsV1 != nil || own.ManagedFields[2].FieldsV1 == nil {
		t.Errorf("the first write of a Pod that was made by hand: %v", own.ManagedFields)
	}
}

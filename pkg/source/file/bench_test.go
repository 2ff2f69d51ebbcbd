package file

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// fleet is a Snapshot of n Pods of a common size.
func fleet(n int) *snapshot.Snapshot {
	b := &snapshot.Builder{}
	for i := range n {
		pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "x", Name: fmt.Sprintf("web-%d", i), Labels: map[string]string{"app": "web"}}}
		for c := range 3 {
			container := corev1.Container{Name: fmt.Sprintf("c%d", c), Image: "registry.example.com/team/image:1.2.3"}
			for e := range 20 {
				container.Env = append(container.Env, corev1.EnvVar{Name: fmt.Sprintf("VARIABLE_%d", e), Value: "some value of common length"})
			}
			pod.Spec.Containers = append(pod.Spec.Containers, container)
			pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, corev1.ContainerStatus{Name: container.Name, Ready: true})
		}
		b.Add(pod)
	}
	b.MarkRead(snapshot.Pods, "")
	return b.Snapshot()
}

func BenchmarkGet(b *testing.B) {
	for _, format := range []string{"yaml", "json"} {
		b.Run(format, func(b *testing.B) {
			var text bytes.Buffer
			if err := Write(&text, fleet(1000), WriteOptions{Format: format}); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := New([]string{"-"}, bytes.NewReader(text.Bytes())).Get(context.Background(), source.Request{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

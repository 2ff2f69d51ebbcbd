package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// waitFor polls until done, and gives up at once when a component dies. Errors count as "not yet": they are
// the normal answer of components that are starting.
func waitFor(ctx context.Context, sup *supervisor, what string, done func() (bool, error)) error {
	deadline := time.After(2 * time.Minute)
	for {
		ok, last := done()
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-sup.died:
			return err
		case <-deadline:
			if last == nil {
				return fmt.Errorf("waited two minutes for %s; see %s", what, sup.dir.path("logs"))
			}
			return fmt.Errorf("waited two minutes for %s: %w", what, last)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// rootCA is the ConfigMap that kube-controller-manager puts into every namespace.
const rootCA = "kube-root-ca.crt"

// forgetControllers removes, from kept state, what kube-controller-manager and kwok write when they are at
// work, so that its being there again says that they are. Besides, KWOK would wait until the leases of the
// process before it run out.
func forgetControllers(ctx context.Context, client kubernetes.Interface) error {
	err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Delete(ctx, rootCA, metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	return client.CoordinationV1().Leases(corev1.NamespaceNodeLease).DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{})
}

// clusterReady: Pods can be created (default ServiceAccount), placed (nodes ready and without taints) and
// played (leases), and the controllers run.
func clusterReady(ctx context.Context, client kubernetes.Interface, want int) (bool, error) {
	nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return false, err
	}
	leases, err := client.CoordinationV1().Leases(corev1.NamespaceNodeLease).List(ctx, metav1.ListOptions{})
	if err != nil {
		return false, err
	}
	ready := 0
	for _, node := range nodes.Items {
		for _, c := range node.Status.Conditions {
			if c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue && len(node.Spec.Taints) == 0 {
				ready++
			}
		}
	}
	if ready < want || len(leases.Items) < want {
		return false, fmt.Errorf("of %d nodes %d are ready and %d have a lease", want, ready, len(leases.Items))
	}
	if _, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Get(ctx, rootCA, metav1.GetOptions{}); err != nil {
		return false, err
	}
	_, err = client.CoreV1().ServiceAccounts(metav1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
	return err == nil, err
}

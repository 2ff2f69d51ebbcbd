package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

const (
	podsPerSet       = 10
	setsPerNamespace = 50
	scaleLabel       = "sim.kubectl-sts.dev/scale"
)

// secondTemplate gives the set a second revision and only then its Pods, so that nothing has to be rolled.
var secondTemplate = fmt.Appendf(nil, `{"spec":{"replicas":%d,"template":{"metadata":{"annotations":{"revision":"2"}}}}}`, podsPerSet)

// scale creates o.Scale StatefulSets of 10 Pods, each with a headless Service and a claim a Pod, and waits
// until all Pods are ready.
func (o *upOptions) scale(ctx context.Context, sup *supervisor, client kubernetes.Interface) error {
	for i := 0; i < o.Scale; i += setsPerNamespace {
		ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: scaleNamespace(i)}}
		if _, err := client.CoreV1().Namespaces().Create(ctx, ns, metav1.CreateOptions{}); ignoreExisting(err) != nil {
			return err
		}
	}
	if err := o.forEachSet("created", func(i int) error { return createSet(ctx, client, i) }); err != nil {
		return err
	}
	// A revision is recorded when the controller has seen the template.
	if err := waitFor(ctx, sup, "the first revisions", func() (bool, error) {
		seen, _, err := countSets(ctx, client)
		return seen >= o.Scale, err
	}); err != nil {
		return err
	}
	err := o.forEachSet("updated", func(i int) error {
		_, err := client.AppsV1().StatefulSets(scaleNamespace(i)).Patch(ctx, setName(i), types.StrategicMergePatchType, secondTemplate, metav1.PatchOptions{})
		return err
	})
	if err != nil {
		return err
	}
	return o.waitForPods(ctx, sup, client)
}

func (o *upOptions) waitForPods(ctx context.Context, sup *supervisor, client kubernetes.Interface) error {
	want, last, told, progressed := o.Scale*podsPerSet, -1, time.Time{}, time.Now()
	for {
		_, ready, err := countSets(ctx, client)
		if err != nil {
			return err
		}
		if ready != last {
			last, progressed = ready, time.Now()
		}
		if ready >= want || time.Since(told) > 5*time.Second {
			told = time.Now()
			o.say("%d of %d Pods are ready", ready, want)
		}
		if ready >= want {
			return nil
		}
		if time.Since(progressed) > 3*time.Minute {
			return fmt.Errorf("no Pod became ready for three minutes (%d of %d are)", ready, want)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-sup.died:
			return err
		case <-time.After(time.Second):
		}
	}
}

// forEachSet works on 16 sets at a time, and stops asking for more at the first error.
func (o *upOptions) forEachSet(done string, work func(i int) error) error {
	var next, failed atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for worker := range errs {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < o.Scale && failed.Load() == 0; i = int(next.Add(1)) - 1 {
				if errs[worker] = work(i); errs[worker] != nil {
					failed.Add(1)
				}
				if i > 0 && i%200 == 0 {
					o.say("%s %d of %d StatefulSets", done, i, o.Scale)
				}
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	o.say("%s %d StatefulSets", done, o.Scale)
	return nil
}

// countSets: how many sets their controller has seen, and how many Pods are ready.
func countSets(ctx context.Context, client kubernetes.Interface) (seen, ready int, err error) {
	// Resource version 0: from the apiserver's cache, etcd has enough to do.
	list, err := client.AppsV1().StatefulSets("").List(ctx, metav1.ListOptions{LabelSelector: scaleLabel, ResourceVersion: "0"})
	if err != nil {
		return 0, 0, err
	}
	for _, set := range list.Items {
		if set.Status.ObservedGeneration > 0 {
			seen++
		}
		if set.Status.ObservedGeneration == set.Generation {
			ready += int(set.Status.ReadyReplicas)
		}
	}
	return seen, ready, nil
}

func createSet(ctx context.Context, client kubernetes.Interface, i int) error {
	labels := map[string]string{"app": setName(i), scaleLabel: "true"}
	meta := metav1.ObjectMeta{Name: setName(i), Labels: labels}
	_, err := client.CoreV1().Services(scaleNamespace(i)).Create(ctx, &corev1.Service{
		ObjectMeta: meta,
		Spec: corev1.ServiceSpec{
			ClusterIP: corev1.ClusterIPNone, Selector: labels,
			Ports: []corev1.ServicePort{{Name: "http", Port: 80}},
		},
	}, metav1.CreateOptions{})
	if ignoreExisting(err) != nil {
		return err
	}
	_, err = client.AppsV1().StatefulSets(scaleNamespace(i)).Create(ctx, &appsv1.StatefulSet{
		ObjectMeta: meta,
		Spec: appsv1.StatefulSetSpec{
			ServiceName: setName(i), Replicas: new(int32(0)), PodManagementPolicy: appsv1.ParallelPodManagement,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec: corev1.PodSpec{Containers: []corev1.Container{{
					Name: "app", Image: "registry.example/app:1.0",
					Resources:    corev1.ResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("5m")}},
					VolumeMounts: []corev1.VolumeMount{{Name: "data", MountPath: "/data"}},
				}}},
			},
			VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{
				ObjectMeta: metav1.ObjectMeta{Name: "data"},
				Spec: corev1.PersistentVolumeClaimSpec{
					AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
					Resources:   corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}},
				},
			}},
		},
	}, metav1.CreateOptions{})
	return ignoreExisting(err)
}

func ignoreExisting(err error) error {
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

func scaleNamespace(i int) string { return fmt.Sprintf("scale-%02d", i/setsPerNamespace) }

func setName(i int) string { return fmt.Sprintf("set-%04d", i) }

package framework

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Plan runs `kubectl sts plan ARGS… -o json`, which may answer no, and decodes the plan. A field that the contract
// does not have is an error.
func (f *F) Plan(args ...string) v1alpha1.StatefulSetPlan {
	f.Helper()
	args = append([]string{"plan"}, append(args, "-o", "json")...)
	r := f.TrySts(args...)
	if r.Code != 0 && r.Code != 2 {
		f.Fatalf("%s\nexit code %d\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
	}
	var plan v1alpha1.StatefulSetPlan
	strict := json.NewDecoder(bytes.NewReader([]byte(r.Stdout)))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&plan); err != nil {
		f.Fatalf("%s: %v\n%s", r.Command, err, r.Stdout)
	}
	return plan
}

// WatchPods begins to write down what happens to the Pods of a set, and returns what tells it so far, in the order
// in which the API server did it: "+web-2" for one that was created, "-web-2" for one whose deletion began.
func (f *F) WatchPods(set string) func() []string {
	f.Helper()
	ctx, stop := context.WithCancel(f.Context())
	pods := f.cluster.core.Pods(f.Namespace)
	list, err := pods.List(ctx, metav1.ListOptions{})
	if err != nil {
		f.Fatalf("listing Pods: %v", err)
	}
	going := map[types.UID]bool{}
	for i := range list.Items {
		going[list.Items[i].UID] = list.Items[i].DeletionTimestamp != nil
	}
	events, err := pods.Watch(ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion})
	if err != nil {
		f.Fatalf("watching Pods: %v", err)
	}
	var mu sync.Mutex
	var moves []string
	note := func(what string, pod *corev1.Pod) {
		if strings.HasPrefix(pod.Name, set+"-") {
			moves = append(moves, what+pod.Name)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e := range events.ResultChan() {
			pod, ok := e.Object.(*corev1.Pod)
			if !ok {
				continue
			}
			mu.Lock()
			if e.Type == watch.Added {
				note("+", pod)
			}
			if (e.Type == watch.Deleted || pod.DeletionTimestamp != nil) && !going[pod.UID] {
				going[pod.UID] = true
				note("-", pod)
			}
			mu.Unlock()
		}
	}()
	f.Cleanup(func() { stop(); events.Stop(); <-done })
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), moves...)
	}
}

// Moves are what a plan says WatchPods will tell, in groups: within one, the order is not determined.
func Moves(plan *v1alpha1.StatefulSetPlan) [][]string {
	var out [][]string
	last := ""
	for i := range plan.Steps {
		s := &plan.Steps[i]
		sign := map[v1alpha1.PlanAction]string{v1alpha1.PlanCreatePod: "+", v1alpha1.PlanDeletePod: "-"}[s.Action]
		if sign == "" {
			continue
		}
		if group := fmt.Sprint(s.Actor, s.Sync, s.Batch, sign); group != last || s.Sync == 0 {
			out, last = append(out, nil), group
		}
		out[len(out)-1] = append(out[len(out)-1], sign+s.Object.Name)
	}
	return out
}

//go:build e2e

package walk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/retry"
)

// errNotNow is the answer of a step that makes no sense in the world as it is.
var errNotNow = errors.New("not now")

// step takes one step at random, waits until the world is quiet again, or does not.
func (w *walker) step() {
	w.Helper()
	if w.set() == nil {
		w.Fatalf("seed %d, step %d: there is no set", *seed, w.n)
	}
	total := 0
	for _, s := range choices {
		total += s.weight
	}
	for tries := 0; ; tries++ {
		n := w.rng.IntN(total)
		i := 0
		for n >= choices[i].weight {
			n -= choices[i].weight
			i++
		}
		what, err := choices[i].do(w)
		if errors.Is(err, errNotNow) && tries < 1000 {
			continue
		}
		w.n++
		w.tally.step()
		text := fmt.Sprintf("%s %s", choices[i].name, what)
		if err != nil {
			// The world has moved on; that the step was refused is as good a step.
			text += ": " + err.Error()
		}
		w.steps = append(w.steps, text)
		w.logf("step %d: %s", w.n, text)
		break
	}
	if w.rng.IntN(5) > 0 {
		w.settle()
		return
	}
	// The next step comes in the middle of what this one caused.
	for range 1 + w.rng.IntN(6) {
		w.feed.wait(w.Context(), stillness)
	}
	w.read()
}

// editSet changes the set.
func (w *walker) editSet(edit func(*appsv1.StatefulSet)) error {
	sets := w.apps.StatefulSets(w.Namespace)
	return retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		set, err := sets.Get(w.Context(), setName, metav1.GetOptions{})
		if err != nil {
			return err
		}
		edit(set)
		set, err = sets.Update(w.Context(), set, metav1.UpdateOptions{})
		w.did(Sets, set, err)
		return err
	})
}

// patch changes the metadata of a Pod, a claim or a revision.
func (w *walker) patch(k Kind, name string, metadata map[string]any) error {
	text, err := json.Marshal(map[string]any{"metadata": metadata})
	if err != nil {
		return err
	}
	ctx, merge, none := w.Context(), types.MergePatchType, metav1.PatchOptions{}
	var object metav1.Object
	switch k {
	case Pods:
		object, err = w.core.Pods(w.Namespace).Patch(ctx, name, merge, text, none)
	case Claims:
		object, err = w.core.PersistentVolumeClaims(w.Namespace).Patch(ctx, name, merge, text, none)
	case Revisions:
		object, err = w.apps.ControllerRevisions(w.Namespace).Patch(ctx, name, merge, text, none)
	}
	w.did(k, object, err)
	return err
}

// did notes a change that the watches will show.
func (w *walker) did(k Kind, object metav1.Object, err error) {
	if err == nil {
		v := version(object.GetResourceVersion())
		w.done = append(w.done, func() bool { return w.history.Latest(k) >= v })
	}
}

// delete deletes an object, which the watches will show terminating or gone.
func (w *walker) delete(k Kind, name string, options metav1.DeleteOptions) error {
	object := w.history.Objects(k, w.history.All()[k])[name]
	var err error
	switch k {
	case Pods:
		err = w.core.Pods(w.Namespace).Delete(w.Context(), name, options)
	case Claims:
		err = w.core.PersistentVolumeClaims(w.Namespace).Delete(w.Context(), name, options)
	case Revisions:
		err = w.apps.ControllerRevisions(w.Namespace).Delete(w.Context(), name, options)
	}
	if err == nil {
		w.done = append(w.done, func() bool {
			is := w.history.Objects(k, w.history.All()[k])[name]
			return is == nil || is.GetUID() != object.GetUID() || is.GetDeletionTimestamp() != nil
		})
	}
	return err
}

// pod picks one of the Pods that are as wanted.
func (w *walker) pod(wanted func(*corev1.Pod) bool) (*corev1.Pod, error) {
	pods := slices.DeleteFunc(w.pods(), func(p *corev1.Pod) bool { return !wanted(p) })
	if len(pods) == 0 {
		return nil, errNotNow
	}
	return pods[w.rng.IntN(len(pods))], nil
}

// named picks an object of a kind.
func (w *walker) named(k Kind) (string, error) {
	var names []string
	for name := range w.history.Objects(k, w.history.All()[k]) {
		names = append(names, name)
	}
	if len(names) == 0 {
		return "", errNotNow
	}
	slices.Sort(names)
	return names[w.rng.IntN(len(names))], nil
}

// create creates the set, and waits until the watch shows it.
func (w *walker) create(set *appsv1.StatefulSet) error {
	created, err := w.apps.StatefulSets(w.Namespace).Create(w.Context(), set, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	return w.await(func() bool { return w.set() != nil && w.set().UID == created.UID })
}

// recreate deletes the set, waits until it is gone, and creates it anew.
func (w *walker) recreate(how metav1.DeletionPropagation) error {
	old := w.set()
	if err := w.apps.StatefulSets(w.Namespace).Delete(w.Context(), setName, metav1.DeleteOptions{PropagationPolicy: &how}); err != nil {
		return err
	}
	if err := w.await(func() bool { return w.set() == nil }); err != nil {
		return err
	}
	return w.create(&appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: setName}, Spec: old.Spec})
}

// await waits until the watches show something.
func (w *walker) await(shown func() bool) error {
	for begin := time.Now(); ; w.read() {
		switch {
		case shown():
			return nil
		case w.Context().Err() != nil || time.Since(begin) > patience:
			return fmt.Errorf("the watches do not show it within %s", patience)
		}
		w.feed.wait(w.Context(), stillness)
	}
}

func alive(p *corev1.Pod) bool { return p.DeletionTimestamp == nil }

func anyPod(*corev1.Pod) bool { return true }

package live

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

var (
	_ cache.ReflectorStore         = (*stream)(nil)
	_ cache.ReflectorBookmarkStore = (*stream)(nil)
	_ cache.TransformingStore      = (*stream)(nil)
)

// unwanted stands for an object that is not held, while a reflector collects the first ones.
type unwanted struct{ metav1.ObjectMeta }

// Transformer reduces what comes in a first answer as it comes, not when all of it has come.
func (st *stream) Transformer() cache.TransformFunc {
	return func(obj any) (any, error) {
		o, ok := obj.(snapshot.Object)
		switch {
		case !ok:
			return obj, nil
		case !st.keep.of(o):
			return &unwanted{metav1.ObjectMeta{Namespace: o.GetNamespace(), Name: o.GetName()}}, nil
		}
		snapshot.Reduce(o, st.in.detail)
		return o, nil
	}
}

func keyOf(obj metav1.Object) string {
	return types.NamespacedName{Namespace: obj.GetNamespace(), Name: obj.GetName()}.String()
}

// Add is called for an object that is new.
func (st *stream) Add(obj any) error { return st.Update(obj) }

// Update is called for an object that changed. Objects are never changed where
// they are held: Snapshots share them.
func (st *stream) Update(obj any) error {
	o, ok := obj.(snapshot.Object)
	if !ok {
		return nil
	}
	if !st.keep.of(o) {
		return st.Delete(obj)
	}
	snapshot.Reduce(o, st.in.detail)
	st.hear()
	st.mu.Lock()
	defer st.mu.Unlock()
	if before := st.objects[keyOf(o)]; before != nil && same(before, o) {
		return nil
	}
	st.objects[keyOf(o)] = o
	st.changed()
	return nil
}

// Delete is called for an object that is gone.
func (st *stream) Delete(obj any) error {
	st.hear()
	o, ok := obj.(metav1.Object)
	if !ok {
		return nil
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.objects[keyOf(o)] != nil {
		delete(st.objects, keyOf(o))
		st.changed()
	}
	return nil
}

// Replace is called with everything there is: at the beginning, and when the
// server does not remember what happened since.
func (st *stream) Replace(list []any, _ string) error {
	objects := make(map[string]snapshot.Object, len(list))
	for _, obj := range list {
		if o, ok := obj.(snapshot.Object); ok {
			objects[keyOf(o)] = o
		}
	}
	st.hear()
	st.mu.Lock()
	defer st.mu.Unlock()
	news := !st.known || len(objects) != len(st.objects)
	for key, o := range objects {
		news = news || st.objects[key] == nil || !same(st.objects[key], o)
	}
	st.objects, st.known, st.err = objects, true, nil
	if news {
		st.changed()
	}
	st.once.Do(func() { close(st.answered) })
	return nil
}

// Bookmark is called when the server says that it is still there and nothing changed.
func (st *stream) Bookmark(string) error {
	st.hear()
	return nil
}

// Resync is not used.
func (st *stream) Resync() error { return nil }

// same reports that an object did not change: what a poll reads again, for one.
func same(a, b metav1.Object) bool {
	return a.GetUID() == b.GetUID() && a.GetResourceVersion() != "" && a.GetResourceVersion() == b.GetResourceVersion()
}

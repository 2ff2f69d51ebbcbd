//go:build e2e

package walk

import (
	"context"
	"fmt"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	apiwatch "k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/watch"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// feed collects what the watches and the audit log say of a namespace.
type feed struct {
	mu     sync.Mutex
	events []Event
	writes []Write
	err    error
	last   time.Time
	// changed has something in it when there is something new.
	changed chan struct{}
}

func newFeed() *feed { return &feed{changed: make(chan struct{}, 1), last: time.Now()} }

func (f *feed) add(change func()) {
	f.mu.Lock()
	change()
	f.last = time.Now()
	f.mu.Unlock()
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

func (f *feed) fail(err error) { f.add(func() { f.err = err }) }

// since is when something came the last time.
func (f *feed) since() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// take hands over what has come since the last time.
func (f *feed) take() ([]Event, []Write, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	events, writes := f.events, f.writes
	f.events, f.writes = nil, nil
	return events, writes, f.err
}

// wait returns when something new has come, false when nothing has until the time is over.
func (f *feed) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-f.changed:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// still waits until nothing has come for so long, or the time is over.
func (f *feed) still(ctx context.Context, d, atMost time.Duration) {
	for begin := time.Now(); ctx.Err() == nil; {
		left := d - time.Since(f.since())
		if left <= 0 || time.Since(begin) > atMost {
			return
		}
		f.wait(ctx, left)
	}
}

// watch feeds the events of one kind, from the first on.
func (f *feed) watch(ctx context.Context, k Kind, list func() (runtime.Object, error), start cache.WatchFuncWithContext) error {
	empty, err := list()
	if err != nil {
		return err
	}
	meta, ok := empty.(metav1.ListInterface)
	if !ok {
		return fmt.Errorf("%T is no list", empty)
	}
	w, err := watch.NewRetryWatcherWithContext(ctx, meta.GetResourceVersion(), &cache.ListWatch{WatchFuncWithContext: start})
	if err != nil {
		return err
	}
	go func() {
		for e := range w.ResultChan() {
			object, ok := e.Object.(snapshot.Object)
			if !ok {
				f.fail(fmt.Errorf("watch: %w", apierrors.FromObject(e.Object)))
				return
			}
			event := Event{
				Kind: k, Name: object.GetName(), Version: version(object.GetResourceVersion()),
				Object: object, Created: e.Type == apiwatch.Added, Seen: time.Now(),
			}
			if e.Type == apiwatch.Deleted {
				event.Object = nil
			}
			object.SetManagedFields(nil)
			f.add(func() { f.events = append(f.events, event) })
		}
	}()
	return nil
}

func (w *walker) watch() error {
	ctx, all := w.Context(), metav1.ListOptions{}
	sets, revisions := w.apps.StatefulSets(w.Namespace), w.apps.ControllerRevisions(w.Namespace)
	pods, claims := w.core.Pods(w.Namespace), w.core.PersistentVolumeClaims(w.Namespace)
	for _, err := range []error{
		w.feed.watch(ctx, Sets, func() (runtime.Object, error) { return sets.List(ctx, all) }, sets.Watch),
		w.feed.watch(ctx, Pods, func() (runtime.Object, error) { return pods.List(ctx, all) }, pods.Watch),
		w.feed.watch(ctx, Revisions, func() (runtime.Object, error) { return revisions.List(ctx, all) }, revisions.Watch),
		w.feed.watch(ctx, Claims, func() (runtime.Object, error) { return claims.List(ctx, all) }, claims.Watch),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

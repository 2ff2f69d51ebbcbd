package live

import (
	"context"
	"sync"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

const (
	// gathering is how long changes are gathered before they are told. What belongs
	// together, as a Pod's deletion and the set's new status, comes on several
	// streams within milliseconds: half of it would make an odd report.
	gathering = 200 * time.Millisecond
	// patience is how long a Snapshot waits for what it has not read before, once
	// there is one to show.
	patience = 5 * time.Second
)

var _ source.Watcher = (*Source)(nil)

// watching is a reading that is repeated over streams: whatever the last one asked
// for is watched, and whatever a next one asks for besides will be.
type watching struct {
	*Source
	req     source.Request
	streams *streams
	changed chan struct{}
	stop    context.CancelFunc

	mu    sync.Mutex // One reading at a time.
	known map[types.NamespacedName]*appsv1.StatefulSet
}

// Watch keeps what req asks for up to date.
func (s *Source) Watch(ctx context.Context, req source.Request) (source.Watch, error) {
	if err := check(req); err != nil {
		return nil, err
	}
	clients, err := s.unhurried()
	if err != nil {
		return nil, configError(err)
	}
	ctx, stop := context.WithCancel(ctx)
	w := &watching{
		Source: s, req: req, stop: stop,
		streams: newStreams(ctx, s, clients, req),
		changed: make(chan struct{}, 1),
		known:   map[types.NamespacedName]*appsv1.StatefulSet{},
	}
	if _, err := w.look(ctx, nil); err != nil {
		stop()
		return nil, err
	}
	go w.gather(ctx)
	return w, nil
}

// Snapshot is what there is now.
func (w *watching) Snapshot(ctx context.Context) (*snapshot.Snapshot, error) {
	late, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return w.look(ctx, late.Done())
}

// look reads once; late tells to do without streams that have not answered yet.
func (w *watching) look(ctx context.Context, late <-chan struct{}) (*snapshot.Snapshot, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.streams.begin(late)
	defer w.streams.end()
	r := &reading{Source: w.Source, req: w.req, from: w.streams, follows: true, known: w.known}
	snap, err := r.run(ctx, w.clock.Now())
	if err != nil {
		return nil, err
	}
	for _, set := range snap.StatefulSets() {
		w.known[types.NamespacedName{Namespace: set.Namespace, Name: set.Name}] = set
	}
	return snap, nil
}

// gather turns the streams' changes into one every so often.
func (w *watching) gather(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.streams.dirty:
		}
		select {
		case <-ctx.Done():
			return
		case <-w.clock.After(gathering):
		}
		select {
		case <-w.streams.dirty: // It goes along.
		default:
		}
		select {
		case w.changed <- struct{}{}:
		default:
		}
	}
}

func (w *watching) Changed() <-chan struct{} { return w.changed }

func (w *watching) Contact() source.Contact { return w.streams.contact() }

func (w *watching) Stop() { w.stop() }

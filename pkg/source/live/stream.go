package live

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/tools/cache"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

const (
	// rarely is how often is asked for what is forbidden or not served.
	rarely = time.Minute
	// healthy is how long a stream has to last for its next interruption to be taken
	// for a first one.
	healthy = 30 * time.Second
)

// retries are the pauses after a failure; the reflector's own go up to a minute.
var retries = wait.Backoff{Duration: 500 * time.Millisecond, Factor: 2, Jitter: 0.5, Steps: 6, Cap: 10 * time.Second}

// subject is what a stream is about, and what tells it from others.
type subject struct {
	resource       schema.GroupResource
	namespace      string
	labels, fields string
	choice         string
	name           string // of the only object, if it is one
}

func (of subject) String() string {
	return strings.Join(slices.DeleteFunc([]string{of.resource.String(), of.namespace, of.labels, of.fields, of.choice},
		func(s string) bool { return s == "" }), " ")
}

// stream holds what one list names and keeps it up to date by a watch: the
// reflector's store, with objects reduced as they come.
type stream struct {
	subject
	access access
	keep   choice
	in     *streams
	stop   context.CancelFunc
	ctx    context.Context
	// answered is closed once there is an answer, be it an error.
	answered chan struct{}
	once     sync.Once

	// These belong to streams: whether the reading under way asks for it, since when none did.
	asked     bool
	idleSince time.Time
	idle      atomic.Bool

	mu      sync.Mutex
	objects map[string]snapshot.Object
	// known: objects are what the server said, if perhaps not just now.
	known bool
	// err is why the server is not heard now, nil while it is.
	err     error
	refused int
	heard   time.Time
}

func newStream(in *streams, of subject, keep choice) *stream {
	st := &stream{subject: of, in: in, keep: keep, access: in.clients.of(of.resource, of.namespace), answered: make(chan struct{})}
	st.ctx, st.stop = context.WithCancel(in.ctx)
	return st
}

// run lists and watches until the stream is stopped. A reflector repeats itself
// too (RunWithContext), but alike for an error that will pass and one that will not.
func (st *stream) run() {
	backoff := retries
	reflector := cache.NewReflectorWithOptions(
		&cache.ListWatch{ListWithContextFunc: st.list, WatchFuncWithContext: st.watch}, nil, st,
		cache.ReflectorOptions{Name: "kubectl-sts", TypeDescription: st.subject.String(), Clock: st.in.clock, Backoff: &backoff})
	reflector.WatchListPageSize = st.in.chunkSize
	pauses := retries
	for {
		began := st.in.clock.Now()
		err := reflector.ListAndWatchWithContext(st.ctx) // Errors of note were noted in list and watch.
		if st.in.clock.Since(began) > healthy {
			pauses = retries
		}
		pause := pauses.Step()
		if refuses(err) && !st.isKnown() {
			pause = wait.Jitter(rarely, 0.2)
		}
		select {
		case <-st.ctx.Done():
			return
		case <-st.in.clock.After(pause):
		}
	}
}

// held are the objects, or why there are none.
func (st *stream) held() ([]snapshot.Object, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.known {
		return nil, st.err
	}
	out := make([]snapshot.Object, 0, len(st.objects))
	for _, obj := range st.objects {
		out = append(out, obj)
	}
	return out, nil
}

func (st *stream) isKnown() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.known
}

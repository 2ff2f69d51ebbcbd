package live

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/utils/clock"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// versionKept is how long the server's version is believed: it may be upgraded.
const versionKept = 10 * time.Minute

var errUnanswered = errors.New("the server has not answered yet")

// streams answer a reading with what is watched. What is asked for the first time
// becomes a stream of its own, which is listed before it answers.
type streams struct {
	ctx       context.Context // Streams outlive the readings that begin them.
	clients   *clients
	server    server
	clock     clock.WithTicker
	detail    snapshot.Detail
	chunkSize int64
	timeout   time.Duration
	// dirty has one slot, filled when a stream changed.
	dirty chan struct{}

	mu   sync.Mutex
	open map[subject]*stream
	// late is what the reading under way waits for at most; nil: for everything.
	late <-chan struct{}

	gitVersion string
	askedAt    time.Time
}

var _ answers = (*streams)(nil)

func newStreams(ctx context.Context, s *Source, c *clients, req source.Request) *streams {
	return &streams{
		ctx: ctx, clients: c, server: s.server, clock: s.clock,
		detail: req.Detail, chunkSize: req.ChunkSize, timeout: s.config.Timeout,
		dirty: make(chan struct{}, 1), open: map[subject]*stream{},
	}
}

func (s *streams) list(ctx context.Context, resource schema.GroupResource, namespace string, opts metav1.ListOptions, keep choice) ([]snapshot.Object, error) {
	held := keep
	if keep.name == "" {
		held = all
	}
	of := subject{resource: resource, namespace: namespace, labels: opts.LabelSelector, fields: opts.FieldSelector, choice: held.name}
	objs, err := s.answer(ctx, of, held)
	return slices.DeleteFunc(objs, func(obj snapshot.Object) bool { return !keep.of(obj) }), err
}

func (s *streams) get(ctx context.Context, resource schema.GroupResource, namespace, name string) (snapshot.Object, error) {
	field := fields.OneTermEqualSelector(metav1.ObjectNameField, name).String()
	objs, err := s.answer(ctx, subject{resource: resource, namespace: namespace, fields: field, name: name}, all)
	switch {
	case err != nil:
		return nil, err
	case len(objs) == 0:
		return nil, apierrors.NewNotFound(resource, name)
	}
	return objs[0], nil
}

// Each name is a watch of its own.
func (s *streams) listInstead() int { return atOnce }

// answer gives what the stream holds, once it holds anything.
func (s *streams) answer(ctx context.Context, of subject, keep choice) ([]snapshot.Object, error) {
	s.mu.Lock()
	st := s.open[of]
	if st == nil {
		st = newStream(s, of, keep)
		s.open[of] = st
		go st.run()
	}
	st.idleSince = time.Time{}
	st.idle.Store(false)
	st.asked = true
	late := s.late
	s.mu.Unlock()

	select {
	case <-st.answered:
		return st.held()
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-late:
		return nil, errUnanswered
	}
}

func (s *streams) version(ctx context.Context) string {
	s.mu.Lock()
	fresh := s.gitVersion != "" && s.clock.Since(s.askedAt) < versionKept || s.clock.Since(s.askedAt) < patience
	known := s.gitVersion
	s.mu.Unlock()
	if fresh {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v := direct{clients: s.clients}.version(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gitVersion, s.askedAt = cmp.Or(v, s.gitVersion), s.clock.Now()
	return s.gitVersion
}

// limited gives a request --request-timeout.
func (s *streams) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.timeout == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.timeout)
}

package factory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// Query is a checked choice of StatefulSets.
type Query struct {
	// Names in the order given; empty means all that the selectors match.
	Names []string
	// Namespace is empty for all of them.
	Namespace     string
	AllNamespaces bool
	LabelSelector string
	FieldSelector string
	// Files are read instead of a cluster.
	Files []string

	source source.Source
	// check, if any, comes before a read; notes, if any, after it.
	check     func(context.Context) error
	notes     func() []string
	now       time.Time
	chunkSize int64
	dns       source.DNS
	errOut    io.Writer
}

// View is what a command needs of the objects.
type View struct {
	Needs []schema.GroupResource
	// Whole are those of Needs that are read whole, see source.Request.
	Whole  []schema.GroupResource
	Detail snapshot.Detail
}

// Offline reports whether files are read and no cluster is asked.
func (q *Query) Offline() bool { return len(q.Files) > 0 }

// Selects reports whether a selector is given.
func (q *Query) Selects() bool { return q.LabelSelector != "" || q.FieldSelector != "" }

// Get reads, and says on stderr what a file held that was skipped.
func (q *Query) Get(ctx context.Context, v View) (*snapshot.Snapshot, error) {
	if q.check != nil {
		if err := q.check(ctx); err != nil {
			return nil, err
		}
	}
	snap, err := q.source.Get(ctx, q.request(v))
	if ctx.Err() != nil {
		// An interrupted read may look like a cluster in which nothing can be read.
		return nil, ctx.Err()
	}
	if q.notes != nil {
		for _, note := range q.notes() {
			q.Note("%s", note)
		}
	}
	return snap, err
}

// Watch reads as Get does, and goes on. Files cannot be watched.
func (q *Query) Watch(ctx context.Context, v View) (source.Watch, error) {
	watcher, ok := q.source.(source.Watcher)
	if !ok {
		return nil, errors.New("files do not change: there is nothing to watch")
	}
	if q.check != nil {
		if err := q.check(ctx); err != nil {
			return nil, err
		}
	}
	return watcher.Watch(ctx, q.request(v))
}

func (q *Query) request(v View) source.Request {
	return source.Request{
		Namespace:     q.Namespace,
		Names:         slices.Clone(q.Names),
		LabelSelector: q.LabelSelector,
		FieldSelector: q.FieldSelector,
		Needs:         v.Needs,
		Whole:         v.Whole,
		Detail:        v.Detail,
		ChunkSize:     q.chunkSize,
		DNS:           q.dns,
	}
}

// Now is the instant that ages and waits are measured to.
func (q *Query) Now(snap *snapshot.Snapshot) time.Time {
	taken := snap.Time()
	switch {
	case !q.now.IsZero():
		return q.now
	case q.Offline() && !taken.IsZero():
		return taken.Time
	}
	return time.Now()
}

// Note writes one line to stderr.
func (q *Query) Note(format string, args ...any) {
	fmt.Fprintf(q.errOut, "note: %s\n", printer.Visible(fmt.Sprintf(format, args...)))
}

// In says where was looked: " in web namespace", or nothing when that was everywhere.
func (q *Query) In() string {
	switch {
	case q.Namespace != "":
		return " in " + q.Namespace + " namespace"
	case q.Offline():
		return " in the files"
	}
	return ""
}

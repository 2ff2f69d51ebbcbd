// Package source says what a view needs of a cluster; live and file deliver it.
package source

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Request is what a command asks a Source for.
type Request struct {
	// Namespace to read; empty means all of them.
	Namespace string
	// Names of the StatefulSets; empty means all that the selectors match.
	Names []string
	// LabelSelector and FieldSelector choose StatefulSets, in kubectl's syntax.
	LabelSelector string
	FieldSelector string
	// Needs are the resources that the view uses. StatefulSets are always read. A
	// view that uses any gets the server's version too: the controller's rules hang on it.
	Needs []schema.GroupResource
	// Whole are those of Needs of which more is wanted than belongs to the sets:
	// all Nodes; the volumes whose claims, named as those of the sets, are gone; the
	// Pods of others that mount their claims; claims of no set at all.
	Whole []schema.GroupResource
	// Detail says how much of each object is kept.
	Detail snapshot.Detail
	// ChunkSize is the page size of lists; 0 asks for everything at once.
	ChunkSize int64
	// DNS says how to ask the cluster's DNS; only with snapshot.DNSAnswers among Needs.
	DNS DNS
}

// DNS says whom to ask for which names.
type DNS struct {
	// ClusterDomain of the names; empty: that of the Corefile, else cluster.local.
	ClusterDomain string
	// Namespace, Pod and Port choose the Pod to ask. Pod empty: one that is found by its
	// labels. Port zero: the one that its spec names for DNS over TCP, else 53.
	Namespace string
	Pod       string
	Port      int32
}

// Source reads a Snapshot. The StatefulSets in it are those that the Request
// asks for; a named set that does not exist is an error, anything else that
// cannot be read is a Gap in the Snapshot.
type Source interface {
	Get(ctx context.Context, req Request) (*snapshot.Snapshot, error)
}

// Watcher is a Source that can keep what it read up to date.
type Watcher interface {
	Source
	// Watch reads what Get would, and fails where Get would, except that a named set
	// need not exist. It goes on until it is stopped or ctx ends: a server that
	// restarts or forgets is asked again.
	Watch(ctx context.Context, req Request) (Watch, error)
}

// Watch is what a Request asks for, kept up to date.
type Watch interface {
	// Changed has one slot. It is filled when Snapshot or Contact may say something
	// new, at most five times a second.
	Changed() <-chan struct{}
	// Snapshot is what there is now, as Get would read it. A named set that does not
	// exist is not in it; one that was there before may have left Pods behind. It is
	// an error when StatefulSets may not be read any more.
	Snapshot(ctx context.Context) (*snapshot.Snapshot, error)
	// Contact says how fresh that is.
	Contact() Contact
	// Stop ends the watch.
	Stop()
}

// Contact is how well the server is heard.
type Contact struct {
	// Heard is when the server last said anything. Of objects that do not change it
	// says so about once a minute.
	Heard time.Time
	// Lost says in one line why some of the Snapshot may be out of date; empty while
	// all of it is kept up to date.
	Lost string
}

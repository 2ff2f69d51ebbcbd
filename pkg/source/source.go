// Package source says what a view needs of a cluster; live and file deliver it.
package source

import (
	"context"

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
	// Detail says how much of each object is kept.
	Detail snapshot.Detail
	// ChunkSize is the page size of lists; 0 asks for everything at once.
	ChunkSize int64
}

// Source reads a Snapshot. The StatefulSets in it are those that the Request
// asks for; a named set that does not exist is an error, anything else that
// cannot be read is a Gap in the Snapshot.
type Source interface {
	Get(ctx context.Context, req Request) (*snapshot.Snapshot, error)
}

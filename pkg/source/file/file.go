// Package file reads a Snapshot from files, directories and standard input, and
// writes one (Write).
//
// It takes what kubectl writes: YAML or JSON, many documents, v1 Lists and typed
// lists, `kubectl cluster-info dump`, and `kubectl sts snapshot`, whose
// annotations tell what was read and what could not be.
package file

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// Source reads the inputs of -f.
type Source struct {
	paths []string
	stdin io.Reader
	notes []string
}

var _ source.Source = (*Source)(nil)

// New makes a Source for files, directories and, by the name "-", stdin.
func New(paths []string, stdin io.Reader) *Source { return &Source{paths: paths, stdin: stdin} }

// Notes are what Get passed over, one line each; valid after Get.
func (s *Source) Notes() []string { return slices.Clone(s.notes) }

// Get reads all inputs as one. Objects without a namespace are in that of the
// request, or in "default".
func (s *Source) Get(ctx context.Context, req source.Request) (*snapshot.Snapshot, error) {
	type result struct {
		snap  *snapshot.Snapshot
		notes []string
		err   error
	}
	// Opening a pipe or reading a terminal may never end; being interrupted must not wait for it.
	done := make(chan result, 1)
	go func() {
		r := &reading{Source: s, ctx: ctx, all: newMerged()}
		snap, err := r.get(req)
		done <- result{snap, r.notes, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		s.notes = r.notes
		return r.snap, r.err
	}
}

// reading is one Get.
type reading struct {
	*Source
	ctx   context.Context
	all   *merged
	notes []string
	total int64
}

func (r *reading) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *reading) get(req source.Request) (*snapshot.Snapshot, error) {
	namespace := req.Namespace
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	if err := r.readAll(namespace); err != nil {
		return nil, err
	}
	b := &snapshot.Builder{}
	var sets []*appsv1.StatefulSet
	var others []snapshot.Object
	for k, e := range r.all.objects {
		if k.resource == snapshot.StatefulSets {
			sets = append(sets, e.obj.(*appsv1.StatefulSet))
			continue
		}
		others = append(others, e.obj)
	}
	chosen, err := choose(sets, req, r.inputs())
	if err != nil {
		return nil, err
	}
	for _, set := range chosen {
		b.Add(set)
	}
	all := len(chosen) == len(sets)
	if !all {
		// Who asks for some of the sets and passes the snapshot on does not want the env of the others in it.
		others = source.NewMembership(chosen, req.Whole...).Prune(others)
	}
	for _, obj := range others {
		b.Add(obj)
	}
	r.all.addUsage(b, others)
	r.all.addAnswers(b, chosen)
	for read := range r.all.reads {
		if read.Resource != snapshot.StatefulSets || all {
			b.MarkRead(read.Resource, read.Namespace)
		}
	}
	if !all && len(req.Names) == 0 && req.LabelSelector == "" && req.FieldSelector == "" && r.all.knows(snapshot.StatefulSets, req.Namespace) {
		// They were chosen by their namespace alone: it has no others.
		b.MarkRead(snapshot.StatefulSets, req.Namespace)
	}
	for resource := range r.all.assumed {
		if !r.all.recorded[resource] {
			b.Assume(resource)
		}
	}
	for _, g := range r.all.missing(req, r.inputs()) {
		b.AddGap(g)
	}
	b.SetTime(metav1.NewTime(r.all.newest))
	b.SetServerVersion(r.all.version)
	if note := r.all.foreignNote(); note != "" {
		r.note("%s", note)
	}
	if len(sets) == 0 && r.all.hasPodsOfASet() {
		r.note("there are Pods of StatefulSets in %s, but no StatefulSet, as in what kubectl cluster-info dump writes; add: %s", r.inputs(),
			"kubectl get statefulsets,controllerrevisions,persistentvolumeclaims -A -o yaml")
	}
	return b.Snapshot(), nil
}

// inputs names what was read, for a sentence.
func (r *reading) inputs() string {
	if len(r.paths) == 1 && r.paths[0] != "-" {
		return r.paths[0]
	}
	return "the input"
}

// parse reads one input to its end and reports whether it held any document.
func (r *reading) parse(in *bufio.Reader, namespace string) (found bool, err error) {
	d := newDocument()
	s := &splitter{in: in}
	s.item = func(u unit) error {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		return d.item(u)
	}
	s.document = func(u unit, items bool) error {
		h, ok, err := d.end(u, items)
		if failed := d.wait(); failed != nil {
			return failed // It stands before whatever ended the document.
		}
		if err != nil {
			return err
		}
		if ok {
			found = true
			if err := r.all.add(d, h, namespace); err != nil {
				return fmt.Errorf("document %d: %w", u.doc, err)
			}
		}
		d = newDocument()
		return r.ctx.Err()
	}
	err = s.run()
	if failed := d.wait(); failed != nil {
		err = failed
	}
	return found, err
}

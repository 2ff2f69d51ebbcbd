package file

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// document collects one document of an input. Nothing of it counts before its
// end, where the annotations of a snapshot may stand.
type document struct {
	// slots are the objects in their order; they are decoded side by side, as
	// most of the time that YAML takes goes there.
	slots   []*slot
	workers sync.WaitGroup
	working chan struct{}
	failed  atomic.Bool
	// foreign counts what is not for a Snapshot, by what a note calls it.
	foreign map[string]int
	// untyped are items without a type of their own, until that of the list is known.
	untyped []unit
}

// slot is the place of one object.
type slot struct {
	kind string
	obj  snapshot.Object
	err  error
}

func newDocument() *document {
	return &document{working: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// header is what a document says of itself.
type header struct {
	metav1.TypeMeta `json:",inline"`
	Metadata        struct {
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
	Items []json.RawMessage `json:"items"`
}

// item takes one item of a list.
func (d *document) item(u unit) error {
	if t, ok := peek(u); ok {
		return d.object(u, t)
	}
	if t, list := isList(u.list); list && t.Kind != "" && t.APIVersion != "" {
		return d.object(u, t)
	}
	u.text = bytes.Clone(u.text)
	d.untyped = append(d.untyped, u)
	return nil
}

// end takes the document without the items that item got. ok is false for a
// document with nothing in it.
func (d *document) end(u unit, items bool) (h header, ok bool, err error) {
	t, plain := peek(u)
	if _, list := isList(t); plain && !list {
		return h, true, d.object(u, t)
	}
	text, err := u.json()
	if err != nil {
		return h, false, err
	}
	if bytes.Equal(text, []byte("null")) && !items {
		return h, false, nil
	}
	if json.Unmarshal(text, &h.Items) == nil { // A bare array.
		h.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "List"}
	} else if err = json.Unmarshal(text, &h); h.Kind == "" || h.APIVersion == "" {
		return h, false, u.notAnObject()
	}
	of, list := isList(h.TypeMeta)
	if !list {
		return h, true, d.object(unit{text: text, line: u.line, doc: u.doc}, h.TypeMeta)
	}
	if err != nil {
		return h, false, fmt.Errorf("line %d: %s: %s", u.line, h.Kind, decodeError(err))
	}
	for _, raw := range h.Items {
		d.untyped = append(d.untyped, unit{text: raw, line: u.line, doc: u.doc})
	}
	for _, item := range d.untyped {
		text, err := item.json()
		if err != nil {
			return h, false, err
		}
		t := of
		if own, ok := peek(unit{text: text}); ok {
			t = own
		}
		if t.Kind == "" {
			return h, false, item.notAnObject()
		}
		if err := d.object(unit{text: text, line: item.line, doc: item.doc}, t); err != nil {
			return h, false, err
		}
	}
	return h, true, nil
}

// object decodes a unit of a type that a Snapshot holds, and counts any other.
func (d *document) object(u unit, t metav1.TypeMeta) error {
	k, known := kinds[t]
	if !known {
		d.skip(foreignName(t))
		return nil
	}
	if d.failed.Load() {
		return d.wait()
	}
	u.text = bytes.Clone(u.text)
	s := &slot{kind: t.Kind}
	d.slots = append(d.slots, s)
	d.working <- struct{}{}
	d.workers.Go(func() {
		defer func() { <-d.working }()
		if s.obj, s.err = decode(u, t.Kind, k); s.err != nil {
			d.failed.Store(true)
		}
	})
	return nil
}

// wait gives the first error, in the order of the text, of all that was begun.
func (d *document) wait() error {
	d.workers.Wait()
	for _, s := range d.slots {
		if s.err != nil {
			return s.err
		}
	}
	return nil
}

// objects are those of the document, once wait has returned.
func (d *document) objects() (out []snapshot.Object) {
	for _, s := range d.slots {
		if s.obj.GetName() == "" {
			d.skip(s.kind + " without a name")
			continue
		}
		out = append(out, s.obj)
	}
	return out
}

func (d *document) skip(what string) {
	if d.foreign == nil {
		d.foreign = map[string]int{}
	}
	d.foreign[what]++
}

// foreignName is what a note calls a type that is not for a Snapshot; another
// version of a known kind is told apart by its version.
func foreignName(t metav1.TypeMeta) string {
	for known := range kinds {
		if known.Kind == t.Kind {
			return t.APIVersion + " " + t.Kind
		}
	}
	return t.Kind
}

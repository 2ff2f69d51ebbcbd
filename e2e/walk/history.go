package walk

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Kind is a kind of object that the StatefulSet controller has a cache of.
type Kind int

// The caches of the controller.
const (
	Sets Kind = iota
	Pods
	Revisions
	Claims
	kinds
)

// Event is a change of an object, as a watch shows it.
type Event struct {
	Kind Kind
	Name string
	// Version is the resource version of the change. The API server takes it from one counter for all kinds.
	Version uint64
	// Object after the change, nil when it is gone.
	Object snapshot.Object
	// Created: there was no such object before.
	Created bool
	// Seen is when the watch showed it.
	Seen time.Time
}

func (e Event) String() string {
	what := "changed"
	switch {
	case e.Object == nil:
		return fmt.Sprintf("version %d: %s is gone", e.Version, e.Name)
	case e.Created:
		what = "created"
	}
	return fmt.Sprintf("version %d: %s: %s", e.Version, what, about(e.Object))
}

// Cut is how many of a History's events of each kind a cache has heard of.
type Cut [kinds]int

// History is the life of all objects in a set's namespace.
type History struct {
	before [kinds]map[string]snapshot.Object
	events [kinds][]Event
	latest [kinds]uint64
}

// Add appends an event. Those of one kind come in the order of their versions.
func (h *History) Add(e Event) {
	h.events[e.Kind] = append(h.events[e.Kind], e)
	h.latest[e.Kind] = e.Version
}

// Latest is the version of the last event of a kind.
func (h *History) Latest(k Kind) uint64 { return h.latest[k] }

// Events are all events, in the order in which they happened.
func (h *History) Events() []Event {
	all := slices.Concat(h.events[:]...)
	slices.SortStableFunc(all, func(a, b Event) int { return int(int64(a.Version) - int64(b.Version)) })
	return all
}

// All is the cut that has heard of everything.
func (h *History) All() Cut {
	return h.cut(func(Event) bool { return true })
}

// cut counts the leading events of each kind for which heard is true.
func (h *History) cut(heard func(Event) bool) (c Cut) {
	for k := range c {
		for c[k] < len(h.events[k]) && heard(h.events[k][c[k]]) {
			c[k]++
		}
	}
	return c
}

// Objects of a kind as a cache has them that has heard of so many events.
func (h *History) Objects(k Kind, heard int) map[string]snapshot.Object {
	return h.objects(k, heard, nil)
}

// objects leaves out what happened to some, by their names, from a version on.
func (h *History) objects(k Kind, heard int, until map[string]uint64) map[string]snapshot.Object {
	objects := maps.Clone(h.before[k])
	if objects == nil {
		objects = map[string]snapshot.Object{}
	}
	for _, e := range h.events[k][:heard] {
		switch last, limited := until[e.Name]; {
		case limited && e.Version >= last:
		case e.Object == nil:
			delete(objects, e.Name)
		default:
			objects[e.Name] = e.Object
		}
	}
	return objects
}

// Forget drops the events that were seen before a time, and keeps what they made of the world.
func (h *History) Forget(before time.Time) {
	old := h.cut(func(e Event) bool { return e.Seen.Before(before) })
	for k := range kinds {
		h.before[k], h.events[k] = h.Objects(k, old[k]), slices.Clone(h.events[k][old[k]:])
	}
}

// version reads a resource version; 0 when there is none.
func version(text string) uint64 {
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0
	}
	return v
}

package walk

import (
	"encoding/json"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Recording is what an Explainer goes by, as JSON: with it a difference can be looked into without the cluster.
type Recording struct {
	Set     string
	Version string
	Gates   map[string]bool
	// Before are the objects from before the events.
	Before []RecordedEvent
	Events []RecordedEvent
	Writes []Write
}

// RecordedEvent is an Event.
type RecordedEvent struct {
	Kind    Kind
	Name    string
	Version uint64
	Seen    time.Time
	// Object as JSON, null when it is gone.
	Object json.RawMessage
}

// Record takes down what is known.
func Record(set, version string, gates map[string]bool, h *History, writes []Write) (*Recording, error) {
	r := &Recording{Set: set, Version: version, Gates: gates, Writes: writes}
	for k := range kinds {
		for name, object := range h.before[k] {
			e, err := record(Event{Kind: k, Name: name, Object: object})
			if err != nil {
				return nil, err
			}
			r.Before = append(r.Before, e)
		}
	}
	for _, e := range h.Events() {
		recorded, err := record(e)
		if err != nil {
			return nil, err
		}
		r.Events = append(r.Events, recorded)
	}
	return r, nil
}

func record(e Event) (RecordedEvent, error) {
	object, err := json.Marshal(e.Object)
	return RecordedEvent{e.Kind, e.Name, e.Version, e.Seen, object}, err
}

// Explainer of the recording.
func (r *Recording) Explainer() (*Explainer, error) {
	rules, err := replay.RulesFor(r.Version, r.Gates)
	if err != nil {
		return nil, err
	}
	h := &History{}
	for _, recorded := range r.Before {
		e, err := recorded.event()
		if err != nil {
			return nil, err
		}
		h.Add(e)
	}
	h.Forget(time.Now())
	for _, recorded := range r.Events {
		e, err := recorded.event()
		if err != nil {
			return nil, err
		}
		h.Add(e)
	}
	return &Explainer{Set: r.Set, Rules: rules, History: h}, nil
}

func (r RecordedEvent) event() (Event, error) {
	e := Event{Kind: r.Kind, Name: r.Name, Version: r.Version, Seen: r.Seen}
	if string(r.Object) == "null" {
		return e, nil
	}
	e.Object = [kinds]snapshot.Object{
		&appsv1.StatefulSet{}, &corev1.Pod{}, &appsv1.ControllerRevision{}, &corev1.PersistentVolumeClaim{},
	}[r.Kind]
	if err := json.Unmarshal(r.Object, e.Object); err != nil {
		return e, fmt.Errorf("%s: %w", r.Name, err)
	}
	return e, nil
}

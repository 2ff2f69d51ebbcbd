package judge

import (
	"encoding/json"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// State is what the caches of the controller hold, and the gates in force. Its
// JSON is that of oracle.Request in the module above: they share no code, because
// that is compiled against another k8s.io/api.
type State struct {
	Gates     map[string]bool                 `json:"gates"`
	Now       time.Time                       `json:"now"`
	Set       *appsv1.StatefulSet             `json:"set"`
	Pods      []*corev1.Pod                   `json:"pods"`
	Revisions []*appsv1.ControllerRevision    `json:"revisions"`
	Claims    []*corev1.PersistentVolumeClaim `json:"claims"`
}

// Outcome is what one sync did.
type Outcome struct {
	Actions []Action `json:"actions"`
	// Status that was computed; nil when the sync failed before, or failed and
	// had nothing new to write: then the controller does not tell.
	Status *appsv1.StatefulSetStatus `json:"status"`
	// Written: Status went to the API server.
	Written bool `json:"written"`
	// Error is why the sync failed, for people to read.
	Error string `json:"error,omitempty"`
}

// Action is one write to the API server that succeeded.
type Action struct {
	Verb string `json:"verb"`
	Name string `json:"name"`
	// Object as it was written; absent for deletions, adoptions and releases.
	Object json.RawMessage `json:"object,omitempty"`
}

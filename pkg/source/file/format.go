package file

import (
	"encoding/json"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// The annotations on the List that `kubectl sts snapshot` writes. They tell what
// the objects alone do not: what was read whole and what could not be read.
const (
	CapturedAtAnnotation    = "inspect.kubectl-sts.dev/captured-at"
	ServerVersionAnnotation = "inspect.kubectl-sts.dev/server-version"
	ReadAnnotation          = "inspect.kubectl-sts.dev/read"
	GapsAnnotation          = "inspect.kubectl-sts.dev/gaps"
	RedactedAnnotation      = "inspect.kubectl-sts.dev/redacted"
)

// readEntry and gapEntry are the elements of the JSON in the annotations.
type readEntry struct {
	Resource  string `json:"resource"`
	Namespace string `json:"namespace,omitempty"`
}

type gapEntry struct {
	Resource  string             `json:"resource"`
	Namespace string             `json:"namespace,omitempty"`
	Reason    snapshot.GapReason `json:"reason"`
	Message   string             `json:"message"`
}

// record is what a snapshot says of its own reading.
type record struct {
	captured metav1.Time
	version  string
	reads    []snapshot.Read
	gaps     []snapshot.Gap
}

func recordOf(snap *snapshot.Snapshot) record {
	return record{captured: snap.Time(), version: snap.ServerVersion(), reads: snap.Reads(), gaps: snap.Gaps()}
}

func (r record) annotations() (map[string]string, error) {
	reads := make([]readEntry, 0, len(r.reads))
	for _, read := range r.reads {
		reads = append(reads, readEntry{read.Resource.String(), read.Namespace})
	}
	gaps := make([]gapEntry, 0, len(r.gaps))
	for _, g := range r.gaps {
		gaps = append(gaps, gapEntry{g.Resource.String(), g.Namespace, g.Reason, g.Message})
	}
	readJSON, err := json.Marshal(reads)
	if err != nil {
		return nil, err
	}
	gapJSON, err := json.Marshal(gaps)
	if err != nil {
		return nil, err
	}
	out := map[string]string{ReadAnnotation: string(readJSON), GapsAnnotation: string(gapJSON)}
	if !r.captured.IsZero() {
		out[CapturedAtAnnotation] = r.captured.UTC().Format(time.RFC3339)
	}
	if r.version != "" {
		out[ServerVersionAnnotation] = r.version
	}
	return out, nil
}

// parseRecord reads the annotations of a List; written is false when it is not
// one that Write wrote.
func parseRecord(annotations map[string]string) (r record, written bool, err error) {
	readJSON, written := annotations[ReadAnnotation]
	if !written {
		return r, false, nil
	}
	var reads []readEntry
	if err := json.Unmarshal([]byte(readJSON), &reads); err != nil {
		return r, true, fmt.Errorf("annotation %s: %w", ReadAnnotation, err)
	}
	for _, e := range reads {
		r.reads = append(r.reads, snapshot.Read{Resource: schema.ParseGroupResource(e.Resource), Namespace: e.Namespace})
	}
	if gapJSON := annotations[GapsAnnotation]; gapJSON != "" {
		var gaps []gapEntry
		if err := json.Unmarshal([]byte(gapJSON), &gaps); err != nil {
			return r, true, fmt.Errorf("annotation %s: %w", GapsAnnotation, err)
		}
		for _, e := range gaps {
			r.gaps = append(r.gaps, snapshot.Gap{
				Resource: schema.ParseGroupResource(e.Resource), Namespace: e.Namespace, Reason: e.Reason, Message: e.Message,
			})
		}
	}
	if at := annotations[CapturedAtAnnotation]; at != "" {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return r, true, fmt.Errorf("annotation %s: %w", CapturedAtAnnotation, err)
		}
		r.captured = metav1.NewTime(t)
	}
	r.version = annotations[ServerVersionAnnotation]
	return r, true, nil
}

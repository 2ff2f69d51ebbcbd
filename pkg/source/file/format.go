package file

import (
	"encoding/json"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

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
	// Assumed: the snapshot was taken of a file that does not say that it has all of them.
	Assumed bool `json:"assumed,omitempty"`
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
	assumed  map[schema.GroupResource]bool
	gaps     []snapshot.Gap
	usage    map[types.NamespacedName]snapshot.VolumeUsage
	asked    []snapshot.Inquiry
}

func recordOf(snap *snapshot.Snapshot) record {
	r := record{captured: snap.Time(), version: snap.ServerVersion(), reads: snap.Reads(), assumed: map[schema.GroupResource]bool{}, gaps: snap.Gaps(), usage: snap.VolumeUsages(),
		asked: snap.Inquiries()}
	for _, read := range r.reads {
		r.assumed[read.Resource] = snap.Assumed(read.Resource)
	}
	return r
}

func (r record) annotations() (map[string]string, error) {
	reads := make([]readEntry, 0, len(r.reads))
	for _, read := range r.reads {
		reads = append(reads, readEntry{read.Resource.String(), read.Namespace, r.assumed[read.Resource]})
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
	usage, err := usageJSON(r.usage)
	if err != nil {
		return nil, err
	}
	out := map[string]string{ReadAnnotation: string(readJSON), GapsAnnotation: string(gapJSON)}
	if usage != "" {
		out[VolumeUsageAnnotation] = usage
	}
	if len(r.asked) > 0 {
		asked, err := json.Marshal(r.asked)
		if err != nil {
			return nil, err
		}
		out[DNSAnswersAnnotation] = string(asked)
	}
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
	r.assumed = map[schema.GroupResource]bool{}
	for _, e := range reads {
		resource := schema.ParseGroupResource(e.Resource)
		r.reads = append(r.reads, snapshot.Read{Resource: resource, Namespace: e.Namespace})
		r.assumed[resource] = r.assumed[resource] || e.Assumed
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
	if r.usage, err = parseUsage(annotations[VolumeUsageAnnotation]); err != nil {
		return r, true, err
	}
	r.asked, err = parseAnswers(annotations[DNSAnswersAnnotation])
	return r, true, err
}

package inspect

import (
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Reasons of the events that the controller records on the set when it creates
// a Pod or a claim for it (stateful_pod_control.go, recordPodEvent and recordClaimEvent).
const (
	failedCreate     = "FailedCreate"
	successfulCreate = "SuccessfulCreate"
)

// eventFresh is how old the last failed attempt may be to speak of the present:
// the controller's queue backs off to at most 1000 seconds between attempts.
const eventFresh = 20 * time.Minute

// createFailure is why the named Pod cannot be created and since when, empty
// when no event says so: the controller's last word on this Pod has to be a
// recent failure.
func (v *view) createFailure(pod string) (message string, since *metav1.Time) {
	if !needed(v.opts.Needs, snapshot.Events) {
		return "", nil
	}
	var last *corev1.Event
	for _, e := range v.snap.EventsOf(v.set.UID) {
		if (e.Reason == failedCreate || e.Reason == successfulCreate) && speaksOf(e.Message, pod) &&
			(last == nil || lastSeen(e).After(lastSeen(last))) {
			last = e
		}
	}
	if last == nil || last.Reason != failedCreate || v.now.Sub(lastSeen(last)) > eventFresh {
		return "", nil
	}
	_, why, found := strings.Cut(last.Message, "failed error: ")
	if !found {
		why = last.Message
	}
	first := last.FirstTimestamp
	if first.IsZero() {
		first = metav1.NewTime(lastSeen(last))
	}
	return strings.TrimSuffix(why, "."), &first
}

// speaksOf finds the Pod's name as a word: "create Pod web-1 in StatefulSet web
// failed error: …" is not about web-10.
func speaksOf(message, pod string) bool {
	for word := range strings.FieldsSeq(message) {
		if word == pod {
			return true
		}
	}
	return false
}

func lastSeen(e *corev1.Event) time.Time {
	switch {
	case e.Series != nil && !e.Series.LastObservedTime.IsZero():
		return e.Series.LastObservedTime.Time
	case !e.LastTimestamp.IsZero():
		return e.LastTimestamp.Time
	}
	return e.EventTime.Time
}

package explain

import (
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// comparison is how two revisions differ, or why nobody can say.
type comparison struct {
	words   []string
	restart bool
	unknown string
}

// compare takes the report's answer where it has one, and else looks at the two itself.
func (e *explainer) compare(from, to string) comparison {
	if c := e.report.Rollout.Change; c != nil && c.From != nil && c.From.Name == from && c.To.Name == to {
		return comparison{c.Summary, c.Restart, inShort(c.Message)}
	}
	if !e.knows(snapshot.ControllerRevisions) {
		return comparison{unknown: "ControllerRevisions could not be read"}
	}
	a, b := e.revisionNamed(from), e.revisionNamed(to)
	switch {
	case a == nil:
		return comparison{unknown: "there is no ControllerRevision " + from}
	case b == nil:
		return comparison{unknown: "there is no ControllerRevision " + to}
	}
	changes, err := revision.Compare(a, b)
	switch {
	case err != nil:
		return comparison{unknown: inShort(err.Error())}
	case len(changes) == 0 && e.controller != nil && e.controller.Sees().RevisionsUnread:
		return comparison{unknown: "what differs was left out of the snapshot"}
	}
	return comparison{words: revision.Words(changes), restart: revision.IsRestart(changes)}
}

// inShort leaves out of an error what only a decoder understands.
func inShort(message string) string {
	what, _, _ := strings.Cut(message, ": ")
	return what
}

func (e *explainer) revisionNamed(name string) *appsv1.ControllerRevision {
	for _, r := range e.snap.RevisionsControlledBy(e.set.UID) {
		if r.Name == name {
			return r
		}
	}
	return nil
}

func rfc3339(t metav1.Time) string { return t.UTC().Format(time.RFC3339) }

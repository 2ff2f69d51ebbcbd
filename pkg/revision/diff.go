package revision

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
)

// RestartedAt is the annotation that `kubectl rollout restart` writes.
const RestartedAt = "kubectl.kubernetes.io/restartedAt"

// Change is one thing that differs between two templates.
type Change struct {
	// Words say it in short: "image 1.2→1.3".
	Words string

	// named says it with the names of what came or went, where Words counts.
	named string
	rank  rank
	// field is the way to it below the template, in the keys of FieldsV1.
	field []string
}

// rank is the place of a change among the others, the most telling first.
type rank int

const (
	rankImage rank = iota
	rankContainers
	rankCommand
	rankEnv
	rankResources
	rankProbe
	rankVolumes
	rankMounts
	rankPorts
	rankContainer
	rankAccount
	rankPlacement
	rankPod
	rankLabels
	rankAnnotations
	rankRestart
	rankOther
)

// Diff is what changes from one template to another, the most telling first.
// Nothing differs when only serialisation does: null and empty fields, defaults.
func Diff(from, to *corev1.PodTemplateSpec) []Change { return diff(from, to, nil) }

// Compare is Diff of what two revisions hold. Unlike Diff it also tells of fields
// that this program does not know: a cluster may be newer.
func Compare(from, to *appsv1.ControllerRevision) ([]Change, error) {
	a, err := Decode(from)
	if err != nil {
		return nil, err
	}
	b, err := Decode(to)
	if err != nil {
		return nil, err
	}
	var left []string
	ours, theirs := unknownFields(from, a), unknownFields(to, b)
	for _, path := range union(ours, theirs) {
		if !reflect.DeepEqual(ours[path], theirs[path]) {
			left = append(left, path)
		}
	}
	return diff(a, b, left), nil
}

func diff(from, to *corev1.PodTemplateSpec, left []string) []Change {
	d := differ{from: from.DeepCopy(), to: to.DeepCopy(), left: left}
	Normalise(d.from)
	Normalise(d.to)
	dropEmpty(d.from)
	dropEmpty(d.to)
	d.restart()
	d.containers()
	d.volumes()
	d.pod()
	d.metadata()
	d.others()
	slices.SortStableFunc(d.changes, func(a, b Change) int { return cmp.Compare(a.rank, b.rank) })
	return d.changes
}

// Words are those of the changes, in their order.
func Words(changes []Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.Words)
	}
	return out
}

// IsRestart reports whether the changes only make the controller replace the
// Pods as they are: nothing but RestartedAt differs.
func IsRestart(changes []Change) bool {
	return len(changes) == 1 && changes[0].rank == rankRestart
}

// RestartTime is when somebody last asked for a restart of template t; zero when
// nobody did, or does not say when.
func RestartTime(t *corev1.PodTemplateSpec) time.Time {
	at, err := time.Parse(time.RFC3339, t.Annotations[RestartedAt])
	if err != nil {
		return time.Time{}
	}
	return at
}

// differ compares two templates part by part. Whatever it has compared it makes
// equal in both, so that what is left at the end is what it has no words for.
type differ struct {
	from, to *corev1.PodTemplateSpec
	changes  []Change
	// left are the paths of what differs and has no words.
	left []string
}

func (d *differ) note(r rank, words string, field ...string) {
	d.changes = append(d.changes, Change{Words: words, rank: r, field: field})
}

// restart comes first: the annotation says nothing else.
func (d *differ) restart() {
	if d.from.Annotations[RestartedAt] != d.to.Annotations[RestartedAt] {
		d.note(rankRestart, "restart", "f:metadata", "f:annotations", "f:"+RestartedAt)
	}
	delete(d.from.Annotations, RestartedAt)
	delete(d.to.Annotations, RestartedAt)
}

// whole compares a field that has no words but its name, and makes it equal.
func whole[T any](d *differ, r rank, name string, from, to *T, field ...string) {
	if !same(*from, *to) {
		d.note(r, name+" changed", field...)
	}
	*from = *to
}

// arrowed compares a field whose values are words that anybody may see.
func arrowed(d *differ, r rank, name string, from, to *string, field ...string) {
	if *from != *to {
		d.note(r, name+" "+arrow(orNone(*from), orNone(*to)), field...)
	}
	*from = *to
}

// same reports whether two values mean the same: a nil list is an empty one, and 1000m is 1.
func same(a, b any) bool { return equality.Semantic.DeepEqual(a, b) }

func arrow(from, to string) string { return from + "→" + to }

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

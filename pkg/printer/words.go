package printer

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// What stands for no value, and for a value that is not known. They never mix.
const (
	none    = "-"
	unknown = "?"
)

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// age is the time from t to now as kubectl writes it. Clocks differ: what has
// not begun yet is 0s old.
func (s set) age(t metav1.Time) string {
	if t.IsZero() {
		return unknown
	}
	return duration.HumanDuration(max(0, s.now.Sub(t.Time)))
}

// since is " 12m", or nothing when the beginning is not known.
func (s set) since(t *metav1.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return " " + s.age(*t)
}

// in is the time from now to t, at least one second: it is not over yet. Seconds
// are rounded up, as the controller waits for all of them.
func (s set) in(t metav1.Time) string {
	left := t.Sub(s.now)
	whole := left.Truncate(time.Second)
	if whole < left {
		whole += time.Second
	}
	return duration.HumanDuration(max(time.Second, whole))
}

// hash is the part of a revision's name that tells it from the others of its set.
func hash(revision string) string {
	return revision[strings.LastIndexByte(revision, '-')+1:]
}

// revisions is the hash of the set's revision or, in the midst of a rollout, of both.
func (s set) revisions() string {
	current, update := hash(s.Rollout.CurrentRevision), hash(s.Rollout.UpdateRevision)
	switch {
	case current == update, current == "":
		return orNone(update)
	case update == "":
		return current
	}
	return current + "→" + update
}

// readyPods counts them where the Pods were read and believes the status otherwise.
func (s set) readyPods() int32 {
	if c := s.Replicas.Counted; c != nil {
		return c.Ready
	}
	return s.Replicas.Reported.Ready
}

// of is "3/5", to be noticed while the two differ.
func of(have, want int32) Cell {
	c := Cell{Text: fmt.Sprintf("%d/%d", have, want)}
	if have < want {
		c.Tone = Warn
	}
	return c
}

// shorten cuts s to width runes, the last of which tells that it was cut.
func shorten(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:width-1]), " ") + "…"
}

// enumerate names the first few of many.
func enumerate(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, ", ")
}

// serviceTrouble says in a word what is wrong with the governing Service.
func serviceTrouble(state v1alpha1.ServiceState) string {
	switch state {
	case v1alpha1.ServiceMissing:
		return "missing"
	case v1alpha1.ServiceNotHeadless:
		return "not headless"
	case v1alpha1.ServiceSelectorMismatch:
		return "selects other Pods"
	case v1alpha1.ServiceNoSelector:
		return "no selector"
	case v1alpha1.ServiceOK:
		return ""
	}
	return unknown
}

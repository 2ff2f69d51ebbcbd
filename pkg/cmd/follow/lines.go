package follow

import (
	"fmt"
	"io"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Lines tells what is seen as lines, one a change of a set, that can be searched
// and kept: "14:02:48 web Progressing: web-3 is terminating; ordinals 2–0 wait behind it".
type Lines struct {
	// Out gets the changes, ErrOut notes: what could not be read, and a server that is not heard.
	Out, ErrOut io.Writer
	// Namespaced names sets with their namespaces.
	Namespaced bool

	told  map[types.NamespacedName]string
	notes Notes
}

// Show tells what has changed since the last look.
func (l *Lines) Show(look Look) error {
	if err := l.notes.Show(l.ErrOut, look); err != nil || !look.Changed {
		return err
	}
	now := map[types.NamespacedName]string{}
	var b strings.Builder
	for i := range look.Reports {
		r := &look.Reports[i]
		key := types.NamespacedName{Namespace: r.Namespace, Name: r.Name}
		now[key] = printer.Standing(r)
		if now[key] != l.told[key] {
			l.line(&b, look.Now, key, now[key])
		}
	}
	for key := range l.told {
		if _, there := now[key]; !there {
			l.line(&b, look.Now, key, "was deleted")
		}
	}
	l.told = now
	_, err := io.WriteString(l.Out, b.String())
	return err
}

func (l *Lines) line(b *strings.Builder, now time.Time, set types.NamespacedName, what string) {
	name := set.Name
	if l.Namespaced {
		name = set.String()
	}
	fmt.Fprintf(b, "%s %s %s\n", clockTime(now), printer.Visible(name), what)
}

// clockTime is the time of day of whoever looks.
func clockTime(t time.Time) string { return t.Local().Format(time.TimeOnly) }

// Notes are what is said of the looking itself, each once.
type Notes struct {
	lost string
	gaps map[string]bool
}

// Show writes the notes that are new.
func (n *Notes) Show(w io.Writer, look Look) error {
	var b strings.Builder
	gaps := map[string]bool{}
	for i := range look.Reports {
		for _, gap := range look.Reports[i].Gaps {
			text := printer.GapText(gap)
			if !gaps[text] && !n.gaps[text] {
				fmt.Fprintf(&b, "note: %s\n", printer.Visible(text))
			}
			gaps[text] = true
		}
	}
	n.gaps = gaps
	if lost := look.Contact.Lost; lost != n.lost {
		n.lost = lost
		fmt.Fprintf(&b, "note: %s\n", ContactText(look))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// ContactText says how old a look may be, or that it is not.
func ContactText(look Look) string {
	c := look.Contact
	if c.Lost == "" {
		return "the server is heard again"
	}
	return printer.Visible(fmt.Sprintf("the server was last heard at %s: %s", clockTime(c.Heard), c.Lost))
}

// Survivors counts the Pods that a set left behind: those of its UID and, after
// kubectl delete --cascade=orphan, those of its name that nobody owns.
func Survivors(snap *snapshot.Snapshot, namespace, name string, uid types.UID) (n int) {
	for _, pod := range snap.PodsNamedFor(namespace, name) {
		if ref := metav1.GetControllerOfNoCopy(pod); ref == nil || ref.UID == uid {
			n++
		}
	}
	return n
}

// SurvivorWords are what is to be said of them: "; 3 of its Pods are still there".
func SurvivorWords(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "; one of its Pods is still there"
	}
	return fmt.Sprintf("; %d of its Pods are still there", n)
}

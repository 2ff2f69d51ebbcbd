package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// remark is one sentence about the identity of one or more Pods.
type remark struct {
	verdict v1alpha1.Verdict
	what    []string
	why     string
	pods    []string
}

// noName is a remark of its own kind: that a name does not resolve may well be
// right, but whoever looks for a reason finds it here.
const noName = "does not resolve"

// remarks are what the cells of identity only hint at: what is wrong, what is
// not known, and what a right cell hides. What is the same for several Pods is said once.
func remarks(rows []ordinal) []Cell {
	var all []*remark
	pods := 0
	for _, o := range rows {
		if o.Pod == nil || o.Identity == nil {
			// That there is no Pod is said in its row; nothing else is amiss.
			continue
		}
		pods++
		for _, c := range checks(o.Identity) {
			if what, k := c.remark(o.Identity); what != "" {
				all = note(all, k, what, o.PodName)
			}
		}
	}
	all = merge(all)
	var out []Cell
	for _, kind := range []struct {
		verdict v1alpha1.Verdict
		prefix  string
		tone    Tone
	}{{v1alpha1.VerdictWrong, "wrong: ", Bad}, {v1alpha1.VerdictUnknown, "not known: ", Warn}, {v1alpha1.VerdictRight, "note: ", Plain}} {
		for _, r := range all {
			switch {
			case r.verdict != kind.verdict:
			case r.what[0] == noName:
				out = append(out, Cell{noName + ": " + r.sentence(pods), Warn})
			default:
				out = append(out, Cell{kind.prefix + r.sentence(pods), kind.tone})
			}
		}
	}
	return out
}

// remark words a check, without the Pod and without the reason; empty when there is nothing to say.
func (c check) remark(id *v1alpha1.Identity) (string, v1alpha1.Check) {
	k := c.of(id)
	switch k.Verdict {
	case v1alpha1.VerdictWrong:
		switch {
		case c.title == resolvesCheck.title:
			return noName, k
		case c.opaque, k.Expected == "" && k.Actual == "":
			return c.title, k
		case k.Expected == "":
			return fmt.Sprintf("%s is %s", c.title, k.Actual), k
		case k.Actual == "":
			return c.title + " is missing", k
		}
		return fmt.Sprintf("%s is %s, should be %s", c.title, k.Actual, k.Expected), k
	case v1alpha1.VerdictUnknown:
		return c.title, k
	case v1alpha1.VerdictRight:
		if k.Note != "" {
			return c.title, k
		}
	}
	return "", k
}

// note adds a Pod to the remark that says the same, or makes one.
func note(all []*remark, k v1alpha1.Check, what, pod string) []*remark {
	for _, r := range all {
		if r.verdict == k.Verdict && r.what[0] == what && r.why == k.Note {
			r.pods = append(r.pods, pod)
			return all
		}
	}
	return append(all, &remark{k.Verdict, []string{what}, k.Note, []string{pod}})
}

// merge joins the remarks on the same Pods that have the same reason.
func merge(all []*remark) []*remark {
	var out []*remark
next:
	for _, r := range all {
		for _, o := range out {
			if r.why != "" && o.what[0] != noName && o.verdict == r.verdict && o.why == r.why && strings.Join(o.pods, "/") == strings.Join(r.pods, "/") {
				o.what = append(o.what, r.what...)
				continue next
			}
		}
		out = append(out, r)
	}
	return out
}

// sentence is "web-1, web-0: hostname is db-1: why"; pods is how many there are at all.
func (r *remark) sentence(pods int) string {
	who := enumerate(r.pods)
	if n := len(r.pods); n > 1 && n == pods {
		who = "every Pod"
	}
	words := []string{who}
	if r.what[0] != noName {
		words = append(words, strings.Join(r.what, ", "))
	}
	if r.why != "" {
		words = append(words, r.why)
	}
	return strings.Join(words, ": ")
}

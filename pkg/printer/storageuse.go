package printer

import (
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words who uses a claim, and since when there is one.

// mountedBy names the Pods that use the claim; of joined rows each is used by its own.
func (r claimRow) mountedBy() Cell {
	users := detail(r.claim()).MountedBy
	switch {
	case r.joined() && r.usedAs() == usedByOwn:
		return Cell{Text: "its Pod"}
	case len(users) == 0 && r.set.Replicas.Counted == nil:
		return toned(unknown)
	case len(users) == 0 && !r.joined() && detail(r.claim()).UnusedSince != nil:
		return Cell{"nobody for" + r.set.since(detail(r.claim()).UnusedSince), Dim}
	case len(users) == 0:
		return toned(none)
	}
	var own, others []string
	for _, u := range users {
		if u.Own {
			own = append(own, u.Pod)
		} else {
			others = append(others, u.Pod)
		}
	}
	c := Cell{Text: strings.Join(append(own, others...), ", ")}
	if len(others) > 0 {
		c.Tone = Warn
	}
	return c
}

const usedByOwn = "own"

// usedAs is mountedBy without the name of the ordinal's own Pod, which differs everywhere.
func (r claimRow) usedAs() string {
	if users := detail(r.claim()).MountedBy; len(users) == 1 && users[0].Own && users[0].Pod == r.ordinals[0].PodName {
		return usedByOwn
	}
	var names []string
	for _, u := range detail(r.claim()).MountedBy {
		names = append(names, u.Pod)
	}
	return strings.Join(names, ", ")
}

// ages is the time since the claim was created, of joined rows the least and the most.
func (r claimRow) ages() Cell {
	var least, most *v1alpha1.Claim
	for _, c := range r.claims {
		if c.CreationTimestamp.IsZero() {
			return toned(unknown)
		}
		if least == nil || least.CreationTimestamp.Before(c.CreationTimestamp) {
			least = c
		}
		if most == nil || c.CreationTimestamp.Before(most.CreationTimestamp) {
			most = c
		}
	}
	young, old := r.set.age(*least.CreationTimestamp), r.set.age(*most.CreationTimestamp)
	if young == old {
		return toned(old)
	}
	return Cell{Text: young + "–" + old}
}

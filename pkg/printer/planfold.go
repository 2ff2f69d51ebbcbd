package printer

import (
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// move is what a row of a plan says: one or more Pods, or another object, with
// which the same is done.
type move struct {
	actor    v1alpha1.PlanActor
	action   v1alpha1.PlanAction
	reason   string
	revision string
	// names of the objects, and the ordinals where they are Pods, in the order of the steps.
	names    []string
	ordinals []int32
	// again: the Pods that are deleted are created again, at to.
	again bool
	to    string
	// width is how many there are at the same time; 0 for a move of one group.
	width int
	sync  int32
	batch int32
	at    *int64
	// claims are created before the Pods, and gone are deleted after them.
	claims, gone []string
}

// fold makes few rows of many steps: what happens at once is one move, a Pod that
// is deleted and created again is one, and moves of the same kind that follow each
// other are one.
func fold(steps []v1alpha1.PlanStep) []move {
	return runs(replacements(groups(steps)))
}

// groups joins the steps that happen at once, and leaves out what needs no row:
// what kubelets do, and the change itself, which is in the heading.
func groups(steps []v1alpha1.PlanStep) []move {
	var out []move
	var claims []string
	for i := range steps {
		s := &steps[i]
		switch s.Action {
		case v1alpha1.PlanChangeSet, v1alpha1.PlanPodGone, v1alpha1.PlanPodAvailable, v1alpha1.PlanUpdateClaim:
			continue
		case v1alpha1.PlanCreateClaim:
			claims = append(claims, s.Object.Name)
			continue
		case v1alpha1.PlanDeleteClaim:
			if m := deletionOf(out, s.Ordinal); m != nil {
				m.gone = append(m.gone, s.Object.Name)
				continue
			}
		}
		m := move{
			actor: s.Actor, action: s.Action, reason: s.Reason, revision: s.Revision,
			sync: s.Sync, batch: s.Batch, at: s.AfterSeconds,
		}
		if n := len(out); n > 0 && out[n-1].joins(&m) {
			out[n-1].add(s)
		} else {
			m.add(s)
			out = append(out, m)
		}
		if s.Action == v1alpha1.PlanCreatePod {
			out[len(out)-1].claims = append(out[len(out)-1].claims, claims...)
			claims = nil
		}
	}
	if len(claims) > 0 {
		out = append(out, move{actor: v1alpha1.ActorController, action: v1alpha1.PlanCreateClaim, names: claims})
	}
	return out
}

func (m *move) add(s *v1alpha1.PlanStep) {
	m.names = append(m.names, s.Object.Name)
	if s.Ordinal != nil {
		m.ordinals = append(m.ordinals, *s.Ordinal)
	}
}

// joins reports whether a step is of the same kind and the same instant.
func (m *move) joins(n *move) bool {
	return m.sameKind(n) && m.sync == n.sync && (m.sync != 0 || m.batch == n.batch)
}

func (m *move) sameKind(n *move) bool {
	return m.actor == n.actor && m.action == n.action && m.reason == n.reason && m.revision == n.revision && m.again == n.again && m.to == n.to
}

// deletionOf is the last deletion of the Pod of an ordinal.
func deletionOf(moves []move, ordinal *int32) *move {
	for i := len(moves) - 1; i >= 0; i-- {
		if moves[i].action == v1alpha1.PlanDeletePod && ordinal != nil && slices.Contains(moves[i].ordinals, *ordinal) {
			return &moves[i]
		}
	}
	return nil
}

// replacements joins a deletion with the creations that follow it and put the same Pods back.
func replacements(moves []move) []move {
	var out []move
	for i := 0; i < len(moves); i++ {
		m := moves[i]
		if m.action == v1alpha1.PlanDeletePod {
			if n := putBack(&m, moves[i+1:]); n > 0 {
				i += n
			}
		}
		out = append(out, m)
	}
	return out
}

// putBack reports how many of the moves that follow create exactly the Pods that m deletes; 0 for none.
func putBack(m *move, next []move) int {
	missing := slices.Clone(m.names)
	var claims []string
	for n := range next {
		c := &next[n]
		if c.action != v1alpha1.PlanCreatePod || c.revision != next[0].revision {
			return 0
		}
		for _, name := range c.names {
			i := slices.Index(missing, name)
			if i < 0 {
				return 0
			}
			missing = slices.Delete(missing, i, i+1)
		}
		claims = append(claims, c.claims...)
		if len(missing) == 0 {
			m.again, m.to, m.claims = true, c.revision, claims
			return n + 1
		}
	}
	return 0
}

// runs joins moves of one kind that follow each other from ordinal to ordinal.
func runs(moves []move) []move {
	var out []move
	for _, m := range moves {
		if n := len(out); n > 0 && out[n-1].continues(&m) {
			last := &out[n-1]
			if last.width == 0 {
				last.width = len(last.names)
			}
			last.names, last.ordinals = append(last.names, m.names...), append(last.ordinals, m.ordinals...)
			last.claims, last.gone = append(last.claims, m.claims...), append(last.gone, m.gone...)
			continue
		}
		out = append(out, m)
	}
	return out
}

// continues reports whether n goes on where m ended, with as many at a time; at
// the end of a run there may be fewer.
func (m *move) continues(n *move) bool {
	if !m.sameKind(n) || len(m.ordinals) == 0 || len(n.ordinals) == 0 {
		return false
	}
	width := m.width
	if width == 0 {
		width = len(m.names)
	}
	if len(n.names) > width || len(m.names)%width != 0 {
		return false
	}
	down := m.action == v1alpha1.PlanDeletePod
	if down {
		return slices.Min(m.ordinals)-1 == slices.Max(n.ordinals)
	}
	return slices.Max(m.ordinals)+1 == slices.Min(n.ordinals)
}

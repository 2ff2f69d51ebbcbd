package replay

import (
	"bytes"
	"maps"
	"slices"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// revision is a ControllerRevision and the set as it restores it.
type revision struct {
	name string
	// data is the patch; nil when nobody could read it.
	data []byte
	set  *appsv1.StatefulSet
}

// hashLabel is history.ControllerRevisionHashLabel.
const hashLabel = "controller.kubernetes.io/hash"

// findRevisions decides which revisions the sync works with, and creates or
// renumbers the one of the template (getStatefulSetRevisions).
func (s *sync) findRevisions() {
	if c := s.set.Status.CollisionCount; c != nil {
		s.collisions = *c
	}
	if s.state.RevisionsUnread {
		s.update = &revision{name: s.set.Status.UpdateRevision}
		s.current = &revision{name: s.set.Status.CurrentRevision}
		if s.current.name == "" {
			s.current = s.update
		}
		return
	}
	data := Patch(&s.set.Spec.Template, s.rules)
	s.patch = data
	wanted := &appsv1.ControllerRevision{Data: runtime.RawExtension{Raw: data}, Revision: 1}
	wanted.Labels = map[string]string{hashLabel: revisionHash(data, s.collisions)}
	var newest, equal *appsv1.ControllerRevision
	for _, r := range s.history {
		newest = r
		if s.equal(r, wanted) {
			equal = r
		}
	}
	if newest != nil {
		wanted.Revision = newest.Revision + 1
	}
	s.batch++
	switch {
	case equal != nil && s.equal(newest, equal):
		s.update = &revision{name: newest.Name, data: newest.Data.Raw}
	case equal != nil:
		s.update = &revision{name: equal.Name, data: equal.Data.Raw}
		s.act(Action{Verb: UpdateRevision, Name: equal.Name, Reason: ReasonTemplate, Rule: RuleOldRevision, Ordinal: -1, Number: wanted.Revision})
	case newest != nil && s.rules.SemanticRevisions && s.restores(newest, data):
		s.update = &revision{name: newest.Name, data: newest.Data.Raw}
	default:
		s.createRevision(wanted)
	}
	s.current = s.update
	for _, r := range s.history {
		if r.Name == s.set.Status.CurrentRevision {
			s.current = &revision{name: r.Name, data: r.Data.Raw}
			break
		}
	}
}

// equal is history.EqualRevision. Up to 1.34.1 two hash labels that happen to be
// numbers, and different ones, made revisions different.
func (s *sync) equal(a, b *appsv1.ControllerRevision) bool {
	if s.rules.ComparesHashLabels {
		x, errX := strconv.ParseInt(a.Labels[hashLabel], 10, 32)
		y, errY := strconv.ParseInt(b.Labels[hashLabel], 10, 32)
		if errX == nil && errY == nil && x != y {
			return false
		}
	}
	return bytes.Equal(canonical(a.Data.Raw), canonical(b.Data.Raw))
}

// createRevision is CreateControllerRevision. A name that is taken by the same
// content is that revision; taken by another, it is salted once more.
func (s *sync) createRevision(wanted *appsv1.ControllerRevision) {
	for {
		name := revisionName(s.set.Name, wanted.Data.Raw, s.collisions)
		s.update = &revision{name: name, data: wanted.Data.Raw}
		i := slices.IndexFunc(s.state.Revisions, func(r *appsv1.ControllerRevision) bool { return r.Name == name })
		if i < 0 {
			break
		}
		if bytes.Equal(canonical(s.state.Revisions[i].Data.Raw), wanted.Data.Raw) {
			return
		}
		s.collisions++
	}
	labels := maps.Clone(s.set.Spec.Template.Labels)
	if labels == nil {
		labels = map[string]string{}
	}
	maps.Copy(labels, wanted.Labels)
	r := &appsv1.ControllerRevision{
		ObjectMeta: metav1.ObjectMeta{
			Name: s.update.name, Namespace: s.set.Namespace, Labels: labels, Annotations: maps.Clone(s.set.Annotations),
			OwnerReferences: []metav1.OwnerReference{*metav1.NewControllerRef(s.set, setKind)},
		},
		Data: wanted.Data, Revision: wanted.Revision,
	}
	s.act(Action{Verb: CreateRevision, Name: r.Name, Reason: ReasonTemplate, Rule: RuleNewRevision, Ordinal: -1, Number: r.Revision, Object: r})
}

// truncateHistory mirrors the function of that name. It comes last, whatever failed before.
func (s *sync) truncateHistory() {
	if s.state.RevisionsUnread {
		return
	}
	limit := 10
	if l := s.set.Spec.RevisionHistoryLimit; l != nil {
		limit = int(*l)
	}
	live := map[string]bool{s.current.name: true, s.update.name: true}
	for _, pod := range s.pods {
		live[statefulset.Revision(pod)] = true
	}
	var dead []*appsv1.ControllerRevision
	for _, r := range s.history {
		if !live[r.Name] {
			dead = append(dead, r)
		}
	}
	if limit < 0 || len(dead) <= limit {
		return
	}
	s.batch++
	for _, r := range dead[:len(dead)-limit] {
		s.act(Action{Verb: DeleteRevision, Name: r.Name, Reason: ReasonHistory, Rule: RuleHistory, Ordinal: -1, Number: r.Revision})
	}
}

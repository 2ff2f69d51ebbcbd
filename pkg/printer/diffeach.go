package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// block is what several ordinals have in common.
type block struct {
	key      string
	ordinals []int32
	first    *v1alpha1.OrdinalDiff
}

// foldAlike puts the ordinals with the same key together, in their order; an empty key is left out.
func foldAlike(all []v1alpha1.OrdinalDiff, key func(*v1alpha1.OrdinalDiff) string) []*block {
	var out []*block
	at := map[string]*block{}
	for i := range all {
		o := &all[i]
		k := key(o)
		if k == "" {
			continue
		}
		if at[k] == nil {
			at[k] = &block{key: k, first: o}
			out = append(out, at[k])
		}
		at[k].ordinals = append(at[k].ordinals, o.Ordinal)
	}
	return out
}

// who names the ordinals of a block: one by its Pod.
func (b *block) who() string {
	if len(b.ordinals) == 1 {
		return b.first.PodName
	}
	return capital(ordinalRange(b.ordinals))
}

// folded is the screen of all Pods: ordinals that change alike share a block.
func (s diffScreen) folded() {
	for _, b := range foldAlike(s.Ordinals, replacementKey) {
		s.section()
		r := b.first.Replacement
		words := s.way(r)
		if b.first.HeldByPartition {
			words += ", held by the partition"
		}
		s.title(b.who() + ": " + words)
		s.words(r)
		s.text(r.Unified)
	}
	for _, b := range foldAlike(s.Ordinals, func(o *v1alpha1.OrdinalDiff) string { return o.Message }) {
		s.section()
		s.remark(b.who()+": "+b.first.Message, Warn)
	}
	s.drifts()
}

// drifts are the Pods that differ from their own templates. Their lines are for
// the screen of one Pod: labels and claims make them differ from Pod to Pod.
func (s diffScreen) drifts() {
	blocks := foldAlike(s.Ordinals, driftKey)
	for _, b := range blocks {
		s.section()
		verb := " differ from what their own revisions make"
		if len(b.ordinals) == 1 {
			verb = " differs from what its own revision makes"
		}
		s.title(b.who() + verb)
		s.driftLines(b.first.Drift.Changes, len(b.ordinals) == 1)
		who := b.first.PodName
		if len(b.ordinals) > 1 {
			who = "them"
		}
		s.lost(who, b.first.Drift.Changes)
		if !s.o.WordsOnly {
			s.prose(fmt.Sprintf("--pod %s shows it line by line.", b.first.PodName), proseIndent, s.o.Width, Dim)
		}
	}
}

func replacementKey(o *v1alpha1.OrdinalDiff) string {
	r := o.Replacement
	if r == nil {
		return ""
	}
	return fmt.Sprint(r.From.Revision, r.From.Pod, "\x00", r.To.Revision, "\x00", o.HeldByPartition)
}

func driftKey(o *v1alpha1.OrdinalDiff) string {
	if o.Drift == nil {
		return ""
	}
	var parts []string
	for i := range o.Drift.Changes {
		c := &o.Drift.Changes[i]
		parts = append(parts, changedWords(c)+"\x00"+originWords(c))
	}
	return strings.Join(parts, "\x00")
}

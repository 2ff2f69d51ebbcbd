package printer

import (
	"cmp"
	"slices"
	"strings"
)

// finding is a sentence about one ordinal, which may be true of others, with other names in it or not.
type finding struct {
	ordinal int32
	// subject is what comes before the message; empty where the message names it.
	subject, template string
	// state of the subject, where that is what the message is about.
	state   string
	message string
	// names that are the ordinal's own: its Pod, its claims, their volumes.
	names []string
	tone  Tone
}

// key is the message without the names of the ordinal's own. The longest go
// first: the name of a claim has that of its Pod in it.
func (f finding) key() string {
	names := slices.Clone(f.names)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	message := f.message
	for _, name := range names {
		if name != "" {
			message = strings.ReplaceAll(message, name, "\x00")
		}
	}
	return strings.Join([]string{f.template, f.state, message}, "\x00")
}

// alike puts findings together that differ in names alone, in the order of the first of each.
func alike(findings []finding) [][]finding {
	var out [][]finding
	at := map[string]int{}
	for _, f := range findings {
		key := f.key()
		i, found := at[key]
		if !found {
			i = len(out)
			at[key] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], f)
	}
	return out
}

// tell says findings that differ in names alone once, with all for which the same is true.
func (s set) tell(p *page, findings []finding) {
	var lines []Cell
	for _, group := range alike(findings) {
		lines = append(lines, Cell{gathered(group), group[0].tone})
	}
	for _, c := range s.first(lines) {
		p.line(c)
	}
}

// gathered is one sentence for all of them. Where names in it differ it is that of the first.
func gathered(all []finding) string {
	first := all[0]
	var ordinals []int32
	var subjects []string
	same := first.subject != ""
	for _, f := range all {
		ordinals = append(ordinals, f.ordinal)
		subjects = append(subjects, f.subject)
		same = same && f.message == first.message
	}
	words := first.state + ": " + strings.TrimSuffix(first.message, ".")
	switch {
	case same && len(all) <= 4:
		return strings.Join(subjects, ", ") + words
	case same:
		return first.template + " of " + ordinalRange(ordinals) + words
	case first.subject != "":
		words = first.subject + words
	default:
		words = stopped(first.message)
	}
	if rest := slices.Compact(ordinals[1:]); len(rest) > 0 {
		words = andTheSame(words, ordinalRange(rest))
	}
	return words
}

// namedTogether is one sentence about the first, with the names of the others.
func namedTogether(group []finding, between string) string {
	words := group[0].subject + between + group[0].message
	var rest []string
	for _, f := range group[1:] {
		rest = append(rest, f.subject)
	}
	if len(rest) > 0 {
		words = andTheSame(words, enumerate(rest))
	}
	return words
}

// andTheSame goes on with who else it is true of.
func andTheSame(words, others string) string {
	stop := ""
	if strings.HasSuffix(words, ".") {
		words, stop = strings.TrimSuffix(words, "."), "."
	}
	return words + "; the same for " + others + stop
}

// stopped ends with a full stop. It may begin with a name, which has no capital of ours.
func stopped(words string) string { return strings.TrimSuffix(words, ".") + "." }

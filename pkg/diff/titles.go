package diff

import (
	"encoding/json"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// title is "web-5d46 (revision 3, update)", for the head of a unified diff.
func (d *differ) title(s *side) string {
	name := s.Revision
	if name == "" {
		name = d.set.Name
	}
	var facts []string
	if s.Number > 0 {
		facts = append(facts, fmt.Sprintf("revision %d", s.Number))
	}
	for _, role := range s.Roles {
		word := strings.ToLower(string(role))
		if role == v1alpha1.TemplateLive && !d.observed() {
			word = "live, not seen by the controller yet"
		}
		facts = append(facts, word)
	}
	if len(facts) > 0 {
		name += " (" + strings.Join(facts, ", ") + ")"
	}
	return name
}

// fileName is what another program's output shows of a side: plain letters, and
// none that a file system would take for a way.
func fileName(s *side) string {
	name := s.Revision
	switch {
	case s.Pod != "":
		name = s.Pod
	case name == "":
		name = wordLive
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-':
			return r
		}
		return '_'
	}, name)
}

// change is a step in the report's types.
func change(op revision.Op) v1alpha1.FieldChange {
	return v1alpha1.FieldChange{Op: op.Op, Path: op.Path, KeyPath: op.KeyPath, From: raw(op.From), Value: raw(op.Value)}
}

func raw(value any) *runtime.RawExtension {
	if value == nil {
		return nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil // JSON's own types always have a JSON.
	}
	return &runtime.RawExtension{Raw: text}
}

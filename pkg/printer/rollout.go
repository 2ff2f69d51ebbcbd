package printer

import (
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// rolloutWidth is how long the ROLLOUT column may get: the columns after it
// should still be on the screen.
const rolloutWidth = 40

// rollout is the state of the set in words and, where a person may have to act, the object it hangs on.
func (s set) rollout() Cell {
	state := s.Rollout.State
	words := string(state)
	switch state {
	case v1alpha1.StateHeld:
		switch s.Rollout.HeldBy {
		case v1alpha1.HeldByPartition:
			words += " by partition"
		case v1alpha1.HeldByOnDelete:
			words += " by OnDelete"
		}
	case v1alpha1.StateProgressing, v1alpha1.StateRecreating, v1alpha1.StateDegraded,
		v1alpha1.StateBlocked, v1alpha1.StateTrapped:
		if on := s.hangsOn(); on != "" {
			words += ": " + on
		}
	case "":
		words = string(v1alpha1.StateUnknown)
	}
	return Cell{shorten(Visible(words), rolloutWidth), stateTone(state)}
}

func stateTone(state v1alpha1.RolloutState) Tone {
	switch state {
	case v1alpha1.StateComplete:
		return Good
	case v1alpha1.StateBlocked, v1alpha1.StateTrapped, v1alpha1.StateDegraded:
		return Bad
	}
	return Warn
}

// hangsOn is what the controller waits for, or what asks for attention: "web-4 ImagePullBackOff".
func (s set) hangsOn() string {
	if len(s.Rollout.WaitsFor) > 0 {
		w := &s.Rollout.WaitsFor[0]
		return gist(w.Object.Name, w.Message)
	}
	if len(s.Attention) > 0 {
		a := &s.Attention[0]
		return gist(a.Object.Name, a.Message)
	}
	return ""
}

// gist is the beginning of a message about an object: what is said in brackets
// and after a comma is for a screen with more room.
func gist(name, message string) string {
	for _, end := range []string{" (", "; ", ", ", ": ", ". "} {
		message, _, _ = strings.Cut(message, end)
	}
	message = strings.TrimSuffix(message, ".")
	if name == "" {
		return message
	}
	said, ok := strings.CutPrefix(message, name)
	if !ok {
		return name
	}
	said = strings.TrimPrefix(said, " is")
	return name + said
}

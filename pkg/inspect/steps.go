package inspect

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// steps puts into words what a sync does once something has come about. There is
// one for every action; the claims that are created for a Pod are in the Pod's.
func (v *view) steps(s replay.Sync, after string) []v1alpha1.Step {
	created := map[int32]bool{}
	for i := range s.Actions {
		if a := &s.Actions[i]; a.Verb == replay.CreatePod {
			created[a.Ordinal] = true
		}
	}
	claims := map[int32][]string{}
	batch := map[int]int32{} // Batches that are left, numbered from 1.
	var out []v1alpha1.Step
	for i := range s.Actions {
		a := &s.Actions[i]
		if a.Verb == replay.CreateClaim && created[a.Ordinal] {
			claims[a.Ordinal] = append(claims[a.Ordinal], a.Name)
			continue
		}
		if batch[a.Batch] == 0 {
			batch[a.Batch] = int32(len(batch)) + 1
		}
		step := v1alpha1.Step{
			After: after, Action: v1alpha1.StepAction(a.Verb), Object: v.ref(kindOf(a.Verb), a.Name), Batch: batch[a.Batch],
		}
		if a.Ordinal >= 0 {
			step.Ordinal = &a.Ordinal
		}
		switch a.Verb {
		case replay.CreatePod:
			step.Claims, step.Revision = claims[a.Ordinal], a.Revision
		case replay.DeletePod:
			step.Revision = a.Revision
		}
		step.Message = v.stepWords(a, s.UpdateRevision, step.Claims)
		out = append(out, step)
	}
	return out
}

func kindOf(verb replay.Verb) string {
	switch verb {
	case replay.CreateClaim, replay.UpdateClaim:
		return "PersistentVolumeClaim"
	case replay.CreateRevision, replay.UpdateRevision, replay.AdoptRevision, replay.DeleteRevision:
		return "ControllerRevision"
	}
	return "Pod"
}

// stepWords says one action; update is the revision that the sync rolls to.
func (v *view) stepWords(a *replay.Action, update string, claims []string) string {
	switch a.Verb {
	case replay.CreatePod:
		words := fmt.Sprintf("create %s at revision %s", a.Name, v.shortRevision(a.Revision))
		switch len(claims) {
		case 0:
			return words
		case 1:
			return words + ", claim " + claims[0] + " before it"
		}
		return words + ", claims " + strings.Join(claims, ", ") + " before it"
	case replay.DeletePod:
		return "delete " + a.Name + " " + v.deleteReason(a, update)
	case replay.UpdatePod:
		if a.Reason == replay.ReasonStorage {
			return fmt.Sprintf("give %s the volumes of its claims", a.Name)
		}
		return fmt.Sprintf("give %s the labels of its ordinal", a.Name)
	case replay.AdoptPod:
		return fmt.Sprintf("adopt %s: its labels match, and it has no owner", a.Name)
	case replay.ReleasePod:
		return fmt.Sprintf("release %s: its labels no longer match", a.Name)
	case replay.CreateClaim:
		return "create claim " + a.Name
	case replay.UpdateClaim:
		return fmt.Sprintf("give claim %s the owners that the retention policy asks for", a.Name)
	case replay.CreateRevision:
		return fmt.Sprintf("create revision %s, number %d, of the new template", v.shortRevision(a.Name), a.Number)
	case replay.UpdateRevision:
		return fmt.Sprintf("give revision %s the number %d: the template is that of it again", v.shortRevision(a.Name), a.Number)
	case replay.AdoptRevision:
		return "adopt revision " + v.shortRevision(a.Name)
	case replay.DeleteRevision:
		return fmt.Sprintf("delete revision %s: more old ones than revisionHistoryLimit", v.shortRevision(a.Name))
	}
	return fmt.Sprintf("%s %s", a.Verb, a.Name)
}

func (v *view) deleteReason(a *replay.Action, update string) string {
	switch a.Reason {
	case replay.ReasonOutdated:
		return fmt.Sprintf("(outdated; it comes back on %s)", v.shortRevision(update))
	case replay.ReasonOutOfRange:
		return "(outside the range; it does not come back)"
	case replay.ReasonEnded:
		return "(it ended; it comes back)"
	}
	return fmt.Sprintf("(%s)", a.Reason)
}

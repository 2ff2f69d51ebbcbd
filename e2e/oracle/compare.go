package oracle

import (
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	appsv1 "k8s.io/api/apps/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// Compare says where replay and the judge differ, empty for nowhere.
func Compare(sync replay.Sync, outcome *Outcome) string {
	if said, did := sync.Failure != nil, outcome.Error != ""; said != did {
		return fmt.Sprintf("replay fails: %t (%s), the controller: %t (%s)", said, failure(sync), did, outcome.Error)
	}
	if difference := compareActions(sync.Actions, outcome.Actions); difference != "" {
		return difference
	}
	return compareStatus(sync, outcome)
}

func failure(sync replay.Sync) string {
	if sync.Failure == nil {
		return ""
	}
	return sync.Failure.Message
}

// compareActions goes through the batches of replay. What is in a batch is done at
// the same time, so the judge may have done it in another order.
func compareActions(said []replay.Action, did []Action) string {
	for from := 0; from < len(said); {
		to := from + 1
		for to < len(said) && said[to].Batch == said[from].Batch {
			to++
		}
		expected, err := steps(said[from:to], saidStep)
		if err != nil {
			return err.Error()
		}
		happened, err := steps(did[min(from, len(did)):min(to, len(did))], didStep)
		if err != nil {
			return err.Error()
		}
		if !slices.Equal(expected, happened) {
			return fmt.Sprintf("actions %d to %d (-replay +controller):\n%s", from, to-1, stepsDiff(expected, happened))
		}
		from = to
	}
	if len(did) > len(said) {
		more, err := steps(did[len(said):], didStep)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprintf("the controller does more than replay:\n%s", stepsDiff(nil, more))
	}
	return ""
}

func stepsDiff(said, did []step) string {
	return cmp.Diff(said, did, cmpopts.IgnoreUnexported(step{}), cmpopts.EquateEmpty())
}

// compareStatus leaves out when conditions changed: the controller reads the clock for that.
func compareStatus(sync replay.Sync, outcome *Outcome) string {
	if sync.WritesStatus != outcome.Written {
		return fmt.Sprintf("replay writes the status: %t, the controller: %t\n%s", sync.WritesStatus, outcome.Written, statusDiff(sync.Status, outcome.Status))
	}
	if outcome.Status == nil && outcome.Error != "" {
		return "" // it had none, or does not tell
	}
	if difference := statusDiff(sync.Status, outcome.Status); difference != "" {
		return "status (-replay +controller):\n" + difference
	}
	return ""
}

func statusDiff(said, did *appsv1.StatefulSetStatus) string {
	said, did = withoutTimes(said), withoutTimes(did)
	if apiequality.Semantic.DeepEqual(said, did) {
		return ""
	}
	return cmp.Diff(said, did)
}

func withoutTimes(status *appsv1.StatefulSetStatus) *appsv1.StatefulSetStatus {
	status = status.DeepCopy()
	if status != nil {
		for i := range status.Conditions {
			status.Conditions[i].LastTransitionTime = metav1.Time{}
		}
	}
	return status
}

// steps are actions in an order that is the same for all orders in which a batch
// may be done: by whom they are about; for each, one after the other, but for
// claims that are created together.
func steps[T any](actions []T, convert func(T) (step, error)) ([]step, error) {
	out := make([]step, len(actions))
	for i, a := range actions {
		s, err := convert(a)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	slices.SortStableFunc(out, func(a, b step) int { return a.about - b.about })
	for from := 0; from < len(out); from++ {
		to := from
		for to < len(out) && out[to].Verb == replay.CreateClaim && out[to].about == out[from].about {
			to++
		}
		slices.SortFunc(out[from:to], func(a, b step) int {
			if a.Name < b.Name {
				return -1
			}
			return 1
		})
		from = max(from, to-1)
	}
	return out, nil
}

//go:build e2e

package scenarios

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// explained is what `kubectl sts explain` says on a topic.
func explained(f *framework.F, topic v1alpha1.Topic, args ...string) string {
	f.Helper()
	var e v1alpha1.Explanation
	if err := json.Unmarshal([]byte(f.Sts(append([]string{"explain", "-o", "json"}, args...)...)), &e); err != nil {
		f.Fatal(err)
	}
	var said []string
	for _, p := range e.Paragraphs {
		for _, s := range p.Sentences {
			if p.Topic == topic {
				said = append(said, s.Text)
			}
		}
	}
	return strings.Join(said, " ")
}

// says fails unless a text has these words.
func says(f *framework.F, text string, words ...string) {
	f.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			f.Errorf("it is not said that %q:\n%s", w, text)
		}
	}
}

func TestExplainSaysWhatADeletedPodComesBackAs(t *testing.T) {
	f := framework.New(t)
	f.Apply("held-partition")
	f.WaitState("kafka", v1alpha1.StateComplete)
	f.Apply("held-partition/step-2")
	before := f.WaitState("kafka", v1alpha1.StateHeld)
	hash := func(revision string) string { return strings.TrimPrefix(revision, "kafka-") }
	current, update := hash(before.Rollout.CurrentRevision), hash(before.Rollout.UpdateRevision)

	says(f, explained(f, v1alpha1.TopicRevision, "kafka-5"), "runs the current revision "+current, "ordinal 5 is index 0, below partition 2", "image 3.9.1→4.0.0")
	says(f, explained(f, v1alpha1.TopicDeletion, "kafka", "5"),
		"kafka-5 comes back on the current revision "+current+", as now: ordinal 5 is index 0, below partition 2", "The data of claim data-kafka-5 is kept")
	says(f, explained(f, v1alpha1.TopicDeletion, "kafka", "kafka-8"), "kafka-8 comes back on the update revision "+update+", as now: ordinal 8 is index 3, not below partition 2")

	// What is said offline is what is said live, word for word and reason for reason.
	file, now := filepath.Join(f.TempDir(), "kafka.yaml"), time.Now().UTC().Format(time.RFC3339)
	f.Sts("snapshot", "kafka", "--output-file", file)
	for _, args := range [][]string{{"kafka", "--why"}, {"kafka", "5", "--why"}, {"kafka", "9"}} {
		args = append([]string{"explain", "--now", now}, args...)
		equal(f, strings.Join(args, " "), f.Sts(append(args, "-f", file)...), f.Sts(args...))
	}

	f.Kubectl("delete", "pod", "kafka-5", "kafka-8", "--wait=false")
	after := f.WaitStatus("kafka", "another kafka-5 and another kafka-8", func(r v1alpha1.StatefulSetReport) bool {
		for _, ordinal := range []int32{5, 8} {
			was, _ := framework.Find(before, ordinal)
			is, _ := framework.Find(r, ordinal)
			if is.Pod == nil || is.Pod.UID == was.Pod.UID || !is.Pod.Available {
				return false
			}
		}
		return true
	})
	equal(f, "revision of kafka-5", hash(f.Row(after, 5).Pod.Revision), current)
	equal(f, "revision of kafka-8", hash(f.Row(after, 8).Pod.Revision), update)
	was, is := volumes(f, before), volumes(f, after)
	for _, ordinal := range []int32{5, 8} {
		equal(f, "volume of "+podName("kafka", ordinal), is[ordinal], was[ordinal])
	}
	f.OfflineEqualsLive("kafka")
}

func TestExplainSaysWhichDataScalingDownTakes(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", func(set *appsv1.StatefulSet) {
		set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenScaled: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenDeleted: appsv1.RetainPersistentVolumeClaimRetentionPolicyType,
		}
	})
	r := waitSettled(f, "web")
	volume := volumes(f, r)[2]
	said := explained(f, v1alpha1.TopicScaleDown, "web", "2")
	says(f, said, "when web is scaled to 2 replicas or fewer", "Claim www-web-2 is deleted: volume "+volume+" goes too, and the data is lost (reclaim policy Delete)")
	says(f, explained(f, v1alpha1.TopicDeletion, "web"), "Claims www-web-2, www-web-1 and www-web-0 stay, with their data")

	f.Kubectl("scale", "statefulset", "web", "--replicas=2")
	f.Eventually("claim www-web-2 is gone", framework.Soon, func() (bool, string) {
		left := f.Kubectl("get", "pvc", "-o", "name")
		return !strings.Contains(left, "www-web-2"), left
	})
	says(f, f.Kubectl("get", "pvc", "-o", "name"), "www-web-1", "www-web-0")
	waitSettled(f, "web")
	says(f, explained(f, v1alpha1.TopicIdentity, "web", "2"), "web-2 does not exist, and no claim of it")
	f.OfflineEqualsLive("web")
}

//go:build e2e

package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// newestRevision is what the newest revision of a report says of itself: "3 Template image 1.28→1.29; came back; by kubectl-set".
func newestRevision(r v1alpha1.StatefulSetReport) string {
	if len(r.Revisions) == 0 {
		return "no revisions"
	}
	v := &r.Revisions[0]
	parts := []string{fmt.Sprint(v.Number), string(v.Change.Kind), strings.Join(v.Change.Summary, ", ")}
	if v.Change.CameBack {
		parts = append(parts, "came back")
	}
	if v.Change.By != "" {
		parts = append(parts, "by "+v.Change.By)
	}
	return strings.Join(parts, " ")
}

// revisionNote is the message of a note, empty when it is not there.
func revisionNote(r v1alpha1.StatefulSetReport, code v1alpha1.RevisionNoteCode) string {
	for _, n := range r.History.Notes {
		if n.Code == code {
			return n.Message
		}
	}
	return ""
}

// waitNote waits for a note of the view revisions, and for words in it.
func waitNote(f *framework.F, set string, code v1alpha1.RevisionNoteCode, words ...string) v1alpha1.StatefulSetReport {
	f.Helper()
	var r v1alpha1.StatefulSetReport
	f.Eventually("revisions says "+string(code), framework.Soon, func() (bool, string) {
		r = f.Report("revisions", set)
		return revisionNote(r, code) != "", fmt.Sprintf("%+v", r.History.Notes)
	})
	for _, word := range words {
		if !strings.Contains(revisionNote(r, code), word) {
			f.Errorf("%s does not say %q: %s", code, word, revisionNote(r, code))
		}
	}
	return r
}

func TestRevisionsTellTheHistory(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(2))
	waitSettled(f, "web")
	r := f.Report("revisions", "web")
	equal(f, "the first", newestRevision(r), "1 First  by kubectl-client-side-apply")
	equal(f, "nothing to undo", revisionNote(r, v1alpha1.NoteNoUndo), "there is no revision to go back to")

	// Applied again as it is, it makes no revision.
	f.Apply("web", framework.Replicas(2))
	f.Kubectl("label", "statefulset/web", "touched=yes")
	equal(f, "revisions of one template", len(f.Report("revisions", "web").Revisions), 1)

	for _, step := range []struct {
		command []string
		want    string
	}{
		{[]string{"set", "image", "statefulset/web", "nginx=nginx:1.29"}, "2 Template image 1.28→1.29 by kubectl-set"},
		{[]string{"set", "env", "statefulset/web", "MODE=a", "LEVEL=b"}, "3 Template +env LEVEL, MODE by kubectl-set"},
		{[]string{"rollout", "restart", "statefulset/web"}, "4 Restart restart by kubectl-rollout"},
		{[]string{"rollout", "undo", "statefulset/web", "--to-revision=2"}, "5 Template -env LEVEL, MODE, restart came back"},
		{[]string{"rollout", "undo", "statefulset/web", "--to-revision=1"}, "6 Template image 1.29→1.28 came back by kubectl"},
	} {
		f.Kubectl(step.command...)
		f.WaitReport("revisions", "web", step.want, func(r v1alpha1.StatefulSetReport) bool { return newestRevision(r) == step.want })
		waitSettled(f, "web")
		r = f.Report("revisions", "web")
		equalOrdinals(f, "ordinals of the newest", r.Revisions[0].Ordinals, 1, 0)
		equal(f, "kept", r.Revisions[0].Kept, v1alpha1.KeptForStatus)
		equal(f, "the one before", r.Revisions[1].Kept, v1alpha1.KeptAsHistory)
		if to := r.History.UndoesTo; to == nil || to.Name != r.Revisions[1].Name {
			f.Errorf("undo goes back to %+v, want %s", to, r.Revisions[1].Name)
		}
	}
	// Undo does what was said of it.
	to := r.History.UndoesTo.Name
	f.Kubectl("rollout", "undo", "statefulset/web")
	equal(f, "after undo", waitSettled(f, "web").Rollout.UpdateRevision, to)
	screen := f.Sts("revisions", "web")
	for _, word := range []string{"NUMBER", "came back; ", "against 4: ", "restart", "oldest kept", "history"} {
		if !strings.Contains(screen, word) {
			f.Errorf("the screen lacks %q:\n%s", word, screen)
		}
	}
	f.OfflineEqualsLive("web")
}

// Three changes in a row leave Pods on three revisions; a Pod that is replaced skips those in between.
func TestRevisionsKeptForPods(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("web", framework.Replicas(3), func(set *appsv1.StatefulSet) {
		set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.OnDeleteStatefulSetStrategyType}
	})
	f.WaitAvailable("web", 3)
	for ordinal, image := range []string{"nginx:1.29", "nginx:1.30"} {
		f.Kubectl("set", "image", "statefulset/web", "nginx="+image)
		f.Kubectl("delete", "pod", podName("web", int32(ordinal)))
		f.WaitReport("revisions", "web", "the Pod on the newest revision", func(r v1alpha1.StatefulSetReport) bool {
			return len(r.Revisions) == ordinal+2 && slices.Equal(r.Revisions[0].Ordinals, []int32{int32(ordinal)})
		})
	}
	r := waitNote(f, "web", v1alpha1.NoteSeveralLive, "Pods carry 3 revisions")
	for i, want := range [][]int32{{1}, {0}, {2}} {
		equalOrdinals(f, fmt.Sprintf("ordinals of revision %d", r.Revisions[i].Number), r.Revisions[i].Ordinals, want...)
	}
	equal(f, "the one in the middle", r.Revisions[1].Kept, v1alpha1.KeptForPods)
	f.OfflineEqualsLive("web")
}

// What the history's limit takes away is foretold, and then done.
func TestRevisionsTruncated(t *testing.T) {
	f := framework.New(t)
	limit := int32(1)
	f.Apply("web", framework.Replicas(1), func(set *appsv1.StatefulSet) { set.Spec.RevisionHistoryLimit = &limit })
	waitSettled(f, "web")
	for _, image := range []string{"nginx:1.29", "nginx:1.30"} {
		f.Kubectl("set", "image", "statefulset/web", "nginx="+image)
		waitSettled(f, "web")
	}
	r := f.WaitReport("revisions", "web", "the oldest is gone", func(r v1alpha1.StatefulSetReport) bool {
		return len(r.Revisions) == 2 && r.Revisions[1].Change.Kind == v1alpha1.RevisionOldest
	})

	// One too many, at a set that has nothing to do: the controller does not look before something happens to it.
	f.Kubectl("create", "-f", f.File("revision.json", copyOf(f, r.Revisions[1].Name, "web-000", 1, func(template map[string]any) {})))
	r = waitNote(f, "web", v1alpha1.NoteTruncated, "deletes revision 1 (000) at its next sync")
	equal(f, "kept", r.Revisions[2].Kept, v1alpha1.KeptNoLonger)
	equal(f, "the one copied", r.Revisions[1].Change.Kind, v1alpha1.RevisionRewritten)
	f.OfflineEqualsLive("web")
	f.Kubectl("label", "pod", "web-0", "touched=yes")
	f.WaitReport("revisions", "web", "it is gone", func(r v1alpha1.StatefulSetReport) bool { return len(r.Revisions) == 2 })

	f.Kubectl("patch", "statefulset/web", "--type=merge", "-p", `{"spec":{"revisionHistoryLimit":0}}`)
	waitNote(f, "web", v1alpha1.NoteNoUndo, "revisionHistoryLimit is 0")
	f.WaitReport("revisions", "web", "one revision", func(r v1alpha1.StatefulSetReport) bool { return len(r.Revisions) == 1 })
	if r := f.TryKubectl("rollout", "undo", "statefulset/web"); r.Code == 0 {
		f.Errorf("undo found something to go back to: %s", r.Stdout)
	}
	f.OfflineEqualsLive("web")
}

// A template that the controller has not seen yet: what it makes of it is foretold, and then done.
func TestRevisionsForetold(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.PausableController)
	f.Apply("web", framework.Replicas(1))
	first := waitSettled(f, "web").Rollout.UpdateRevision
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	waitSettled(f, "web")

	resume := f.PauseController()
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.30")
	r := waitNote(f, "web", v1alpha1.NoteUnobserved, "its template becomes revision 3 (")
	f.OfflineEqualsLive("web")
	foretold := r.History.Notes[0].Revisions
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.28")
	waitNote(f, "web", v1alpha1.NoteUnobserved, "its template is that of revision 1 ("+strings.TrimPrefix(first, "web-")+"), which comes back as number 3")
	resume()

	// A controller that wakes up may still see the one template before the other: then it is number 4.
	f.WaitReport("revisions", "web", "the first one again", func(r v1alpha1.StatefulSetReport) bool {
		return r.Revisions[0].Name == first && r.Revisions[0].Change.CameBack
	})
	waitSettled(f, "web")
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.30")
	equal(f, "the new one", waitSettled(f, "web").Rollout.UpdateRevision, strings.Join(foretold, " "))
	f.OfflineEqualsLive("web")
}

// A partition protects its Pods only as long as the current revision is there.
func TestRevisionsGoneFromHistory(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", func(set *appsv1.StatefulSet) {
		partition := int32(2)
		set.Spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition}
	})
	waitSettled(f, "web")
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	r := f.WaitState("web", v1alpha1.StateHeld)
	current, update := r.Rollout.CurrentRevision, r.Rollout.UpdateRevision
	f.Kubectl("delete", "controllerrevision", current)
	short := strings.TrimPrefix(update, "web-")
	r = waitNote(f, "web", v1alpha1.NoteCurrentGone, "partition 2 protects nothing: ordinals 1, 0 get "+short)
	f.OfflineEqualsLive("web")

	// It does what was said: the Pod below the partition comes back on the update revision.
	f.Kubectl("delete", "pod", "web-0")
	f.WaitAvailable("web", 3)
	r = waitNote(f, "web", v1alpha1.NoteRevisionGone, "ordinal 1 carries revision "+strings.TrimPrefix(current, "web-"), "comes back on "+short)
	equal(f, "revision of web-0", f.Row(r, 0).Pod.Revision, update)
	f.OfflineEqualsLive("web")

	f.Kubectl("label", "pod", "web-1", "controller-revision-hash-")
	waitNote(f, "web", v1alpha1.NoteUnlabelled, "ordinal 1 has no label", "partition 2 holds it")
	f.OfflineEqualsLive("web")

	// Without the partition the controller takes it for outdated, and replaces it.
	f.Kubectl("patch", "statefulset/web", "--type=merge", "-p", `{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}`)
	f.WaitReport("revisions", "web", "every Pod on the update revision", func(r v1alpha1.StatefulSetReport) bool {
		return len(r.Revisions) > 0 && slices.Equal(r.Revisions[0].Ordinals, []int32{2, 1, 0})
	})

	waitSettled(f, "web")
	resume := func() {}
	if f.Has(framework.PausableController) {
		resume = f.PauseController() // a Pod that has anything to say would bring on the next sync before anybody looks
	}
	f.Kubectl("delete", "controllerrevision", update)
	waitNote(f, "web", v1alpha1.NoteUpdateGone, "makes it again at its next sync, as number 1")
	f.OfflineEqualsLive("web")
	resume()
	f.Kubectl("label", "pod", "web-0", "touched=yes")
	f.WaitReport("revisions", "web", "the revision again", func(r v1alpha1.StatefulSetReport) bool {
		return len(r.Revisions) == 1 && r.Revisions[0].Name == update && r.Revisions[0].Number == 1
	})
	f.OfflineEqualsLive("web")
}

// What Kubernetes 1.34.0 left behind after an upgrade from 1.33: two revisions of one template. Newer controllers
// make no such second revision: the older one is put there by hand, as a controller of 1.33 wrote it, and the Pods
// are said to be of it. The set's own gets the higher number by itself then.
func TestRevisionsThatChangeNothing(t *testing.T) {
	f := framework.New(t)
	partition := func(n int) {
		f.Helper()
		f.Kubectl("patch", "statefulset/web", "--type=merge", "-p", fmt.Sprintf(`{"spec":{"updateStrategy":{"rollingUpdate":{"partition":%d}}}}`, n))
	}
	f.Apply("web", framework.Replicas(2))
	newest := waitSettled(f, "web").Rollout.UpdateRevision
	partition(2)
	waitSettled(f, "web")
	f.Kubectl("create", "-f", f.File("revision.json", copyOf(f, newest, "web-133", 1, func(template map[string]any) {
		template["metadata"].(map[string]any)["creationTimestamp"] = nil
	})))
	f.Kubectl("patch", "statefulset/web", "--subresource=status", "--type=merge", "-p", `{"status":{"currentRevision":"web-133"}}`)
	for o := range int32(2) {
		f.Kubectl("label", "pod", podName("web", o), "--overwrite", "controller-revision-hash=web-133")
	}
	r := waitNote(f, "web", v1alpha1.NoteRewritten, "revision 1 (133)", "without creationTimestamp: null", "#134773")
	equal(f, "the newest", newestRevision(r), "2 Rewritten ")
	f.WaitReport("revisions", "web", "both Pods on the older one", func(r v1alpha1.StatefulSetReport) bool {
		return slices.Equal(r.Revisions[1].Ordinals, []int32{1, 0})
	})
	waitNote(f, "web", v1alpha1.NoteRewritten, "ordinals 1, 0 need no replacing")
	waitNote(f, "web", v1alpha1.NoteUndoChangesNothing, "every older revision says the same")
	if screen := f.Sts("revisions", "web"); !strings.Contains(screen, "nothing, only written differently") {
		f.Errorf("the screen does not say so:\n%s", screen)
	}
	f.OfflineEqualsLive("web")

	// The controller replaces Pods for it all the same, and undo changes nothing.
	before := f.Pod("web-1").UID
	partition(1)
	f.WaitReport("revisions", "web", "ordinal 1 on the newest", func(r v1alpha1.StatefulSetReport) bool {
		return slices.Equal(r.Revisions[0].Ordinals, []int32{1})
	})
	if f.Pod("web-1").UID == before {
		f.Errorf("web-1 was not replaced")
	}
	waitNote(f, "web", v1alpha1.NoteRewritten, "ordinal 1 was replaced for nothing", "ordinal 0 needs no replacing")
	generation := f.Set("web").Generation
	f.Kubectl("rollout", "undo", "statefulset/web")
	equal(f, "generation after undo", f.Set("web").Generation, generation)
	f.OfflineEqualsLive("web")
}

// copyOf is another revision of the same owner, its template edited, as JSON.
func copyOf(f *framework.F, from, name string, number int, edit func(template map[string]any)) string {
	f.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(f.Kubectl("get", "controllerrevision", from, "-o", "json")), &object); err != nil {
		f.Fatal(err)
	}
	metadata := object["metadata"].(map[string]any)
	for _, field := range []string{"uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"} {
		delete(metadata, field)
	}
	metadata["name"], object["revision"] = name, number
	edit(object["data"].(map[string]any)["spec"].(map[string]any)["template"].(map[string]any))
	text, err := json.Marshal(object)
	if err != nil {
		f.Fatal(err)
	}
	return string(text)
}

// A revision that holds no Pod template, under the name that the next one would get: the controller chooses
// another name then.
func TestRevisionsUnreadableAndCollided(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(1))
	first := waitSettled(f, "web").Rollout.UpdateRevision
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	taken := f.WaitReport("revisions", "web", "the second revision", func(r v1alpha1.StatefulSetReport) bool { return len(r.Revisions) == 2 }).Revisions[0].Name
	waitSettled(f, "web")
	f.Kubectl("rollout", "undo", "statefulset/web")
	f.WaitReport("revisions", "web", "back on the first", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == first && r.Rollout.UpdateRevision == first
	})
	f.Kubectl("delete", "controllerrevision", taken)
	f.Kubectl("create", "-f", f.File("revision.json", copyOf(f, first, taken, 2, func(template map[string]any) { delete(template, "$patch") })))
	waitNote(f, "web", v1alpha1.NoteUnreadable, taken, "holds no Pod template of a StatefulSet")
	if screen := f.Sts("revisions", "web"); !strings.Contains(screen, strings.TrimPrefix(taken, "web-")) || !strings.Contains(screen, "holds no Pod template") {
		f.Errorf("the screen does not tell of %s:\n%s", taken, screen)
	}
	f.OneErrorLine(f.TrySts("diff", "web", "--from=2"), taken, "holds no Pod template")
	f.OfflineEqualsLive("web")

	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	r := waitNote(f, "web", v1alpha1.NoteCollisions, "taken once")
	equal(f, "collisions", r.History.Collisions, 1)
	r = waitSettled(f, "web")
	if r.Rollout.UpdateRevision == taken || r.Rollout.UpdateRevision == first {
		f.Errorf("the new revision is called %s", r.Rollout.UpdateRevision)
	}
	f.OfflineEqualsLive("web")
}

// Revisions with the set's labels: one without an owner is taken over, and one of another set is not.
func TestRevisionsOfOthers(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(1))
	first := waitSettled(f, "web").Rollout.UpdateRevision
	f.Kubectl("set", "image", "statefulset/web", "nginx=nginx:1.29")
	waitSettled(f, "web")
	f.Kubectl("patch", "controllerrevision", first, "--type=json", "-p", `[{"op":"remove","path":"/metadata/ownerReferences"}]`)
	r := waitNote(f, "web", v1alpha1.NoteAdopted, "has the set's labels and no owner", "adopts it at its next sync")
	equal(f, "its own", len(r.Revisions), 1)
	f.OfflineEqualsLive("web")
	f.Kubectl("label", "pod", "web-0", "touched=yes")
	f.WaitReport("revisions", "web", "adopted", func(r v1alpha1.StatefulSetReport) bool { return len(r.Revisions) == 2 })

	f.Apply("web", framework.Replicas(1), func(set *appsv1.StatefulSet) { set.Name = "other" })
	waitSettled(f, "other")
	waitNote(f, "web", v1alpha1.NoteForeign, "belongs to StatefulSet/other")
	f.OfflineEqualsLive("web")
}

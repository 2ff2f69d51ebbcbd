//go:build e2e

package scenarios

import (
	"strings"
	"testing"
	"unicode"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// hostile clears the screen, rings, goes back to overwrite its line, turns the direction of writing round and sets a colour.
const hostile = "\x1b[2J\x07\r\u202egnp.exe\u009b31m\x1b]0;owned\x07 end"

// TestHostileStrings: what anybody with a little access can write into objects never reaches a terminal as it is.
func TestHostileStrings(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SimulatedKubelets)
	f.Apply("web", framework.Behavior("pending"), func(set *appsv1.StatefulSet) {
		set.Annotations = map[string]string{"example.org/note": hostile}
		set.Spec.Template.Annotations["example.org/note"] = hostile
		set.Spec.Template.Spec.Containers[0].Image = "nginx:" + hostile
		set.Spec.Template.Spec.Containers[0].Command = []string{hostile}
	})
	f.WaitStatus("web", "web-0 has a node", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Pod != nil && row.Pod.Node != ""
	})
	f.PatchPodStatus("web-0", map[string]any{
		"reason":  "Odd" + hostile,
		"message": hostile,
		"containerStatuses": []map[string]any{{
			"name": "nginx", "image": hostile, "imageID": hostile, "ready": false, "restartCount": 3,
			"state":     map[string]any{"waiting": map[string]any{"reason": "CrashLoopBackOff", "message": hostile}},
			"lastState": map[string]any{"terminated": map[string]any{"exitCode": 1, "reason": "Bad" + hostile, "message": hostile}},
		}},
	})
	f.WaitStatus("web", "the message", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Pod != nil && strings.Contains(row.Pod.Message, "end")
	})

	template := `-o=go-template={{range .ordinals}}{{if .pod}}{{.pod.message}}{{end}}{{end}}`
	for _, view := range []string{"list", "status", "identity", "tree", "snapshot"} {
		for _, format := range []string{"", "-o=wide", "-o=markdown", "-o=json", "-o=yaml", "-o=name", "-o=jsonpath={..message}", template,
			"-o=custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image,MESSAGE:.ordinals[*].pod.message"} {
			args := []string{view}
			if view != "list" {
				args = append(args, "web")
			}
			if format != "" {
				args = append(args, format)
			}
			if view == "snapshot" && format != "" {
				continue
			}
			r := f.TrySts(args...)
			if r.Code != 0 {
				f.Errorf("%s: exit code %d\n%s", r.Command, r.Code, r.Stderr)
			}
			for _, screen := range []string{r.Stdout, r.Stderr} {
				if i := strings.IndexFunc(screen, dangerous); i >= 0 {
					f.Errorf("%s prints %q", r.Command, screen[max(0, i-20):min(len(screen), i+20)])
				}
			}
		}
	}
	if screen := f.Sts("status", "web"); !strings.Contains(screen, "end") {
		f.Errorf("the message itself is lost:\n%s", screen)
	}
	f.OfflineEqualsLive("web")
}

// dangerous are the characters that a terminal obeys: controls and those that turn the direction of writing.
func dangerous(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}

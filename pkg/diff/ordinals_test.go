package diff

import (
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/google/go-cmp/cmp"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func TestReplacement(t *testing.T) {
	tests := []struct {
		name    string
		ordinal int32
		world   func(*world)
		want    string
		message string
		unknown bool
	}{
		{"one that the partition holds comes back as it is", 1, nil, "7f9c Current → 7f9c Current: ", "", false},
		{"one that is to be replaced", 1, func(w *world) { *w.set.Spec.UpdateStrategy.RollingUpdate.Partition = 0 }, "7f9c Current → 5d46 Update: image 1→2", "", false},
		{"one that is updated", 2, nil, "5d46 Update → 5d46 Update: ", "", false},
		{"one of a gone revision is compared itself", 1, func(w *world) {
			*w.set.Spec.UpdateStrategy.RollingUpdate.Partition = 0
			w.revisions = w.revisions[1:]
		}, "web-1 → 5d46 Update: image 1→2", "what it was made from is not known: web-7f9c is gone from the history", true},
		{"one of an unreadable revision", 1, func(w *world) {
			w.revisions[0].Data.Raw = []byte(`{"spec":{"template":{"$patch":"replace","spec":{"containers":7}}}}`)
		},
			"none", "what it was made from is not known: revision web-7f9c holds no Pod template", true},
		{"one that the set does not keep", 2, func(w *world) { *w.set.Spec.Replicas = 2 }, "none", "it is deleted, and none comes in its place", false},
		{"one whose set is being deleted", 2, func(w *world) { at := ago(time.Minute); w.set.DeletionTimestamp = &at }, "none", "the set is being deleted", false},
		{"one of a set whose status names no revision", 1, func(w *world) {
			w.set.Status, w.unread[snapshot.ControllerRevisions] = appsv1.StatefulSetStatus{}, true
		},
			"none", "what it is replaced by is not known: the status names no revision yet", true},
		{"one without a revision", 2, func(w *world) { delete(w.pods[2].Labels, appsv1.StatefulSetRevisionLabel) },
			"web-2 → 5d46 Update: ", "it carries no revision in its labels", true},
		{"of an update revision that was not read, the set has the template", 2, func(w *world) { w.unread[snapshot.ControllerRevisions] = true },
			"5d46 Update → 5d46 Update: ", "", false},
		{"of an old revision that was not read", 1, func(w *world) { w.unread[snapshot.ControllerRevisions] = true },
			"none", "ControllerRevisions could not be read", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.world != nil {
				tt.world(w)
			}
			d := w.answer(about(tt.ordinal))
			o := d.Ordinals[0]
			if got := way(o.Replacement); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if !strings.Contains(o.Message, tt.message) || (tt.message == "") != (o.Message == "") || tt.unknown != (len(d.Unknown) > 0) {
				t.Errorf("message %q, unknown %q, want %q", o.Message, d.Unknown, tt.message)
			}
			if tt.unknown == (o.Drift != nil) {
				t.Errorf("drift %v", o.Drift)
			}
		})
	}
}

func TestDrift(t *testing.T) {
	const (
		image     = `{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:image":{}}}}}`
		resources = `{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:resources":{"f:limits":{"f:memory":{}}}}}}}`
		label     = `{"f:metadata":{"f:labels":{"f:role":{}}}}`
	)
	edited := func(p *corev1.Pod, subresource, fields string) {
		p.ManagedFields = append(p.ManagedFields, wrote("kubectl", subresource, time.Minute, fields))
	}
	deadline := int64(60)
	tests := []struct {
		name string
		pod  func(*corev1.Pod)
		want []string
	}{
		{"nothing that Kubernetes adds itself", func(*corev1.Pod) {}, nil},
		{"an image, edited", func(p *corev1.Pod) { p.Spec.Containers[0].Image = "app:hot"; edited(p, "", image) },
			[]string{"replace spec.containers[app].image EditedInPlace kubectl"}},
		{"an image that a webhook chose", func(p *corev1.Pod) { p.Spec.Containers[0].Image = "mirror/app:1" },
			[]string{"replace spec.containers[app].image InjectedAtCreation "}},
		{"an image of a Pod that does not tell", func(p *corev1.Pod) { p.Spec.Containers[0].Image = "mirror/app:1"; p.ManagedFields = nil },
			[]string{"replace spec.containers[app].image Unknown "}},
		{"an image that its creator may have written later", func(p *corev1.Pod) {
			p.Spec.Containers[0].Image = "app:9"
			p.ManagedFields = []metav1.ManagedFieldsEntry{wrote("kube-controller-manager", "", time.Minute,
				`{"f:metadata":{"f:generateName":{}},"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:image":{}}}}}`)}
		}, []string{"replace spec.containers[app].image Unknown "}},
		{"an amount, resized", func(p *corev1.Pod) {
			p.Spec.Containers[0].Resources.Limits[corev1.ResourceMemory] = resource.MustParse("2Gi")
			edited(p, "resize", resources)
		}, []string{"replace spec.containers[app].resources.limits.memory EditedInPlace kubectl"}},
		{"an amount that an autoscaler's webhook chose", func(p *corev1.Pod) {
			p.Spec.Containers[0].Resources.Requests[corev1.ResourceMemory] = resource.MustParse("2Gi")
		}, []string{"replace spec.containers[app].resources.requests.memory InjectedAtCreation "}},
		{"an amount that cannot be resized", func(p *corev1.Pod) {
			p.Spec.Containers[0].Resources.Limits["example.com/gpu"] = resource.MustParse("1")
			edited(p, "resize", resources)
		}, []string{"add spec.containers[app].resources.limits[example.com/gpu] InjectedAtCreation "}},
		{"labels and annotations, one by one", func(p *corev1.Pod) {
			p.Labels["role"], p.Labels["mesh"] = "primary", "on"
			p.Annotations["mesh"], p.Annotations["network"] = "1", "2"
			edited(p, "", label)
			edited(p, "status", `{"f:metadata":{"f:annotations":{"f:network":{}}}}`)
		}, []string{"add metadata.annotations.mesh InjectedAtCreation ", "add metadata.annotations.network EditedInPlace kubectl",
			"add metadata.labels.mesh InjectedAtCreation ", "add metadata.labels.role EditedInPlace kubectl"}},
		{"a container that was put in", func(p *corev1.Pod) {
			p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: "proxy", Image: "proxy:1"})
			edited(p, "", `{"f:spec":{"f:containers":{"k:{\"name\":\"proxy\"}":{"f:image":{}}}}}`)
		}, []string{"add spec.containers[proxy] InjectedAtCreation "}},
		{"a variable that was put in", func(p *corev1.Pod) {
			c := &p.Spec.Containers[0]
			c.Env = append(c.Env[:1:1], corev1.EnvVar{Name: "MESH"})
		}, []string{"add spec.containers[app].env[MESH] InjectedAtCreation "}},
		{"an ephemeral container", func(p *corev1.Pod) {
			p.Spec.EphemeralContainers = []corev1.EphemeralContainer{{EphemeralContainerCommon: corev1.EphemeralContainerCommon{Name: "debug"}},
				{EphemeralContainerCommon: corev1.EphemeralContainerCommon{Name: "debug2"}}}
			edited(p, "ephemeralcontainers", `{"f:spec":{"f:ephemeralContainers":{"k:{\"name\":\"debug\"}":{}}}}`)
		}, []string{"add spec.ephemeralContainers[debug] EditedInPlace kubectl", "add spec.ephemeralContainers[debug2] EditedInPlace "}},
		{"a deadline", func(p *corev1.Pod) {
			p.Spec.ActiveDeadlineSeconds = &deadline
			edited(p, "", `{"f:spec":{"f:activeDeadlineSeconds":{}}}`)
		}, []string{"add spec.activeDeadlineSeconds EditedInPlace kubectl"}},
		{"a toleration", func(p *corev1.Pod) {
			p.Spec.Tolerations = append(p.Spec.Tolerations, corev1.Toleration{Key: "gpu"})
			edited(p, "", `{"f:spec":{"f:tolerations":{}}}`)
		}, []string{"add spec.tolerations[gpu] EditedInPlace kubectl"}},
		{"a label that is not there any more", func(p *corev1.Pod) { p.Labels["app"] = "web"; delete(p.Labels, appsv1.StatefulSetPodNameLabel) },
			[]string{"remove metadata.labels[statefulset.kubernetes.io/pod-name] Unknown "}},
		{"a claim of another name", func(p *corev1.Pod) { p.Spec.Volumes[1].PersistentVolumeClaim.ClaimName = "other" },
			[]string{"replace spec.volumes[www].persistentVolumeClaim.claimName InjectedAtCreation "}},
		{"another grace period", func(p *corev1.Pod) { p.Spec.TerminationGracePeriodSeconds = &deadline; edited(p, "", label) },
			[]string{"replace spec.terminationGracePeriodSeconds InjectedAtCreation "}},
		{"garbage in managedFields", func(p *corev1.Pod) {
			p.Labels["role"] = "x"
			edited(p, "", `{`)
			edited(p, "", `{"f:metadata":[]}`)
		}, []string{"add metadata.labels.role InjectedAtCreation "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			tt.pod(w.pods[0])
			d := w.answer(about(0))
			var got []string
			for _, c := range d.Ordinals[0].Drift.Changes {
				got = append(got, c.Op+" "+c.KeyPath+" "+string(c.Origin)+" "+c.Manager)
				if (c.Origin == v1alpha1.DriftEditedInPlace && c.Manager != "") != (c.Time != nil) {
					t.Errorf("%s: time %v", c.KeyPath, c.Time)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("drift (-want +got):\n%s", diff)
			}
			if d.Different != (len(tt.want) > 0) {
				t.Errorf("different: %t", d.Different)
			}
		})
	}
}

// A field that a newer Kubernetes has is in the revision; whether the Pod has it, its types cannot tell.
func TestUnknownFieldsAreNoted(t *testing.T) {
	w := newWorld(t)
	w.revisions[0].Data.Raw = []byte(strings.Replace(string(w.revisions[0].Data.Raw), `"name":"app"`, `"hologram":{"depth":3},"name":"app"`, 1))
	d := w.answer(about(0))
	if d.Different || len(d.Notes) != 1 || !strings.HasPrefix(d.Notes[0], "Not compared: spec.containers[app].hologram.depth, ") {
		t.Errorf("different %t, notes %q", d.Different, d.Notes)
	}
	if d = w.answer(Question{}); !strings.Contains(d.Unified, "-    hologram:\n-      depth: 3\n") {
		t.Errorf("two revisions are compared to the last field:\n%s", d.Unified)
	}
}

// Selectors that ask for the Pod's own labels get its values at its creation.
func TestMatchLabelKeysAreNoDrift(t *testing.T) {
	w := newWorld(t)
	template := podTemplate("app:2")
	term := func() corev1.PodAffinityTerm {
		return corev1.PodAffinityTerm{TopologyKey: "zone", LabelSelector: &metav1.LabelSelector{}, MatchLabelKeys: []string{appsv1.StatefulSetRevisionLabel}}
	}
	template.Spec.Affinity = &corev1.Affinity{PodAntiAffinity: &corev1.PodAntiAffinity{RequiredDuringSchedulingIgnoredDuringExecution: []corev1.PodAffinityTerm{term()}}}
	w.revisions = w.revisions[:1]
	w.revision(newRevision, 2, template)
	w.pods[2] = w.pod(2, newRevision, template)
	own := &w.pods[2].Spec.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution[0]
	own.LabelSelector.MatchExpressions = []metav1.LabelSelectorRequirement{{Key: appsv1.StatefulSetRevisionLabel, Operator: metav1.LabelSelectorOpIn, Values: []string{newRevision}}}
	if d := w.answer(about(2)); d.Different {
		t.Errorf("drift:\n%s", d.Ordinals[0].Drift.Unified)
	}
}

func TestEach(t *testing.T) {
	w := newWorld(t)
	*w.set.Spec.UpdateStrategy.RollingUpdate.Partition = 0
	w.pods[0].Labels["role"] = "x"
	w.pods = append(w.pods[:1:1], w.pods[2])
	d := w.answer(Question{Each: true})
	var got []string
	for _, o := range d.Ordinals {
		drift := 0
		if o.Drift != nil {
			drift = len(o.Drift.Changes)
		}
		got = append(got, strings.TrimSpace(o.PodName+" "+way(o.Replacement)+" "+o.Message+strings.Repeat(" drift", drift)))
	}
	want := []string{"web-2 5d46 Update → 5d46 Update:", "web-1 none it does not exist; created now, it gets revision web-5d46", "web-0 7f9c Current → 5d46 Update: image 1→2  drift"}
	if diff := cmp.Diff(want, got); diff != "" || !d.Different {
		t.Errorf("different %t (-want +got):\n%s", d.Different, diff)
	}
}

func TestNoPodToAskAbout(t *testing.T) {
	for want, q := range map[string]Question{
		"web-7 does not exist: its ordinal is outside the range, which is 0 to 2": about(7),
		"web-1 does not exist; created now, it gets revision web-7f9c":            about(1),
		"db-1 is no name of a Pod of StatefulSet web":                             {Pod: "db-1"},
		"web-01 is no name of a Pod of StatefulSet web":                           {Pod: "web-01"},
	} {
		w := newWorld(t)
		w.pods = append(w.pods[:1:1], w.pods[2])
		if _, err := w.ask(q); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	w := newWorld(t)
	w.unread[snapshot.Pods] = true
	if _, err := w.ask(Question{Each: true}); err == nil || err.Error() != "Pods could not be read: pods is forbidden" {
		t.Errorf("error %v", err)
	}
}

// A Pod that is not the set's has no template to be compared with.
func TestStranger(t *testing.T) {
	w := newWorld(t)
	w.pods[1].OwnerReferences = nil
	w.pods[1].Labels = map[string]string{"app": "other"}
	d := w.answer(about(1))
	if o := d.Ordinals[0]; o.Replacement != nil || o.Drift != nil || len(d.Unknown) != 1 {
		t.Errorf("got %+v, unknown %q", o, d.Unknown)
	}
}

// Whatever a revision holds, there is an answer or a line, and no panic.
func FuzzBuild(f *testing.F) {
	f.Add(`{"spec":{"template":{"$patch":"replace","spec":{"containers":[{"name":"app","image":"app:3","hologram":1}]}}}}`)
	f.Add(`{`)
	f.Fuzz(func(t *testing.T, data string) {
		w := newWorld(t)
		*w.set.Spec.UpdateStrategy.RollingUpdate.Partition = 0
		w.revisions[0].Data.Raw = []byte(data)
		for _, q := range []Question{{}, {From: "1", Redact: true}, {Each: true}} {
			r, err := w.ask(q)
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
			if err == nil && q.Each && len(r.Report.Ordinals) != 3 {
				t.Errorf("%d ordinals", len(r.Report.Ordinals))
			}
		}
	})
}

package diff

import (
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/google/go-cmp/cmp"
)

// Whatever the API server lets be changed of a Pod counts as an edit when somebody wrote it later.
func TestEditsOfTheSpec(t *testing.T) {
	const tolerations = `{"f:spec":{"f:tolerations":{}}}`
	seconds := func(n int64) *int64 { return &n }
	gpu := func(n int64) corev1.Toleration {
		return corev1.Toleration{Key: "gpu", Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: seconds(n)}
	}
	limits := func(memory string) corev1.ResourceList {
		return corev1.ResourceList{corev1.ResourceMemory: resource.MustParse(memory)}
	}
	affinity := func(key string) *corev1.Affinity {
		return &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{
			NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchFields: []corev1.NodeSelectorRequirement{{Key: key, Operator: corev1.NodeSelectorOpExists}}}}}}}
	}
	memory := func(size string) corev1.Volume {
		limit := resource.MustParse(size)
		return corev1.Volume{Name: "mem", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory, SizeLimit: &limit}}}
	}
	tests := []struct {
		name     string
		template func(*corev1.PodSpec)
		pod      func(*corev1.PodSpec)
		fields   string
		want     string
	}{
		{"the seconds of a toleration", func(s *corev1.PodSpec) { s.Tolerations = []corev1.Toleration{gpu(600)} },
			func(s *corev1.PodSpec) { s.Tolerations[0].TolerationSeconds = seconds(60) }, tolerations,
			"replace spec.tolerations[gpu/Exists/NoExecute].tolerationSeconds EditedInPlace kubectl"},
		{"the seconds of one of two tolerations that only they tell apart", func(s *corev1.PodSpec) { s.Tolerations = []corev1.Toleration{gpu(600), gpu(300)} },
			func(s *corev1.PodSpec) { s.Tolerations[0].TolerationSeconds = seconds(60) }, tolerations,
			"replace spec.tolerations EditedInPlace kubectl"},
		{"not a toleration that became another", func(s *corev1.PodSpec) { s.Tolerations = []corev1.Toleration{gpu(600), gpu(300)} },
			func(s *corev1.PodSpec) { s.Tolerations[0].Key, s.Tolerations[1].Key = "other", "other" }, tolerations,
			"replace spec.tolerations InjectedAtCreation "},
		{"the Pod's own amounts, resized", func(s *corev1.PodSpec) {
			s.Resources = &corev1.ResourceRequirements{Limits: limits("1Gi"), Requests: limits("1Gi")}
		},
			func(s *corev1.PodSpec) { s.Resources.Limits = limits("2Gi") }, `{"f:spec":{"f:resources":{"f:limits":{"f:memory":{}}}}}`,
			"replace spec.resources.limits.memory EditedInPlace kubectl"},
		{"not a claim for a device", nil,
			func(s *corev1.PodSpec) { s.Containers[0].Resources.Claims = []corev1.ResourceClaim{{Name: "gpu"}} },
			`{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:resources":{"f:limits":{"f:memory":{}}}}}}}`,
			"add spec.containers[app].resources.claims InjectedAtCreation "},
		{"a volume in memory, resized", func(s *corev1.PodSpec) { s.Volumes = append(s.Volumes, memory("1Mi")) },
			func(s *corev1.PodSpec) { s.Volumes[3] = memory("2Mi") }, `{"f:spec":{"f:volumes":{"k:{\"name\":\"mem\"}":{"f:emptyDir":{"f:sizeLimit":{}}}}}}`,
			"replace spec.volumes[mem].emptyDir.sizeLimit EditedInPlace kubectl"},
		{"a node selector, added while a gate held the Pod", nil, func(s *corev1.PodSpec) { s.NodeSelector = map[string]string{"zone": "a"} },
			`{"f:spec":{"f:nodeSelector":{}}}`, "add spec.nodeSelector EditedInPlace kubectl"},
		{"a node selector that a plugin added", nil, func(s *corev1.PodSpec) { s.NodeSelector = map[string]string{"zone": "a"} },
			`{"f:spec":{"f:activeDeadlineSeconds":{}}}`, "add spec.nodeSelector InjectedAtCreation "},
		{"node affinity, added while a gate held the Pod", nil, func(s *corev1.PodSpec) { s.Affinity = affinity("x") },
			`{"f:spec":{"f:affinity":{"f:nodeAffinity":{}}}}`, "add spec.affinity EditedInPlace kubectl"},
		{"node affinity, changed while a gate held the Pod", func(s *corev1.PodSpec) { s.Affinity = affinity("x") }, func(s *corev1.PodSpec) { s.Affinity = affinity("y") },
			`{"f:spec":{"f:affinity":{"f:nodeAffinity":{}}}}`,
			"replace spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms EditedInPlace kubectl"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			template := podTemplate("app:2")
			if tt.template != nil {
				tt.template(&template.Spec)
			}
			w.revisions = w.revisions[:1]
			w.revision(newRevision, 2, template)
			w.pods[2] = w.pod(2, newRevision, template)
			if d := w.answer(about(2)); d.Different {
				t.Fatalf("drift before the edit:\n%s", d.Ordinals[0].Drift.Unified)
			}
			tt.pod(&w.pods[2].Spec)
			w.pods[2].ManagedFields = append(w.pods[2].ManagedFields, wrote("kubectl", "", time.Minute, tt.fields))
			c := w.answer(about(2)).Ordinals[0].Drift.Changes
			if len(c) == 0 {
				t.Fatal("no drift")
			}
			if diff := cmp.Diff(tt.want, c[0].Op+" "+c[0].KeyPath+" "+string(c[0].Origin)+" "+c[0].Manager); diff != "" {
				t.Errorf("drift (-want +got):\n%s", diff)
			}
		})
	}
}

// API servers before 1.34 left the labels of matchLabelKeys to the scheduler.
func TestSpreadConstraintsOfOldAPIServersAreNoDrift(t *testing.T) {
	for name, merged := range map[string][]metav1.LabelSelectorRequirement{
		"before 1.34": nil,
		"since 1.34":  {{Key: appsv1.StatefulSetRevisionLabel, Operator: metav1.LabelSelectorOpIn, Values: []string{newRevision}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			template := podTemplate("app:2")
			template.Spec.TopologySpreadConstraints = []corev1.TopologySpreadConstraint{{MaxSkew: 1, TopologyKey: "zone", WhenUnsatisfiable: corev1.DoNotSchedule,
				LabelSelector: &metav1.LabelSelector{}, MatchLabelKeys: []string{appsv1.StatefulSetRevisionLabel}}}
			w.revisions = w.revisions[:1]
			w.revision(newRevision, 2, template)
			w.pods[2] = w.pod(2, newRevision, template)
			w.pods[2].Spec.TopologySpreadConstraints[0].LabelSelector.MatchExpressions = merged
			if d := w.answer(about(2)); d.Different {
				t.Errorf("drift:\n%s", d.Ordinals[0].Drift.Unified)
			}
		})
	}
}

// A negative grace period becomes one second (SetDefaults_Pod).
func TestNegativeGracePeriodIsNoDrift(t *testing.T) {
	w := newWorld(t)
	template := podTemplate("app:2")
	grace, second := int64(-1), int64(1)
	template.Spec.TerminationGracePeriodSeconds = &grace
	w.revisions = w.revisions[:1]
	w.revision(newRevision, 2, template)
	w.pods[2] = w.pod(2, newRevision, template)
	w.pods[2].Spec.TerminationGracePeriodSeconds = &second
	if d := w.answer(about(2)); d.Different {
		t.Errorf("drift:\n%s", d.Ordinals[0].Drift.Unified)
	}
}

// Huge pages of the containers become the Pod's (defaultHugePagePodLimits), and no other amount does.
func TestHugePagesOfThePodAreNoDrift(t *testing.T) {
	const pages = corev1.ResourceHugePagesPrefix + "2Mi"
	for name, drifts := range map[corev1.ResourceName]bool{pages: false, corev1.ResourceMemory: true} {
		w := newWorld(t)
		template := podTemplate("app:2")
		template.Spec.Resources = &corev1.ResourceRequirements{Limits: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1")}}
		w.revisions = w.revisions[:1]
		w.revision(newRevision, 2, template)
		w.pods[2] = w.pod(2, newRevision, template)
		w.pods[2].Spec.Resources.Limits[name] = resource.MustParse("4Mi")
		if d := w.answer(about(2)); d.Different != drifts {
			t.Errorf("%s: drift %t", name, d.Different)
		}
	}
}

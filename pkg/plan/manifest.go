package plan

import (
	"encoding/json"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"

	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// applyManifest changes the set as `kubectl apply -f` would: what the manifest sets
// is set, what the manifest before it had set and this one does not is removed, and
// everything else stays: other people's fields, and what the API server filled in.
//
// So a field that the manifest leaves out and that has its default is no change.
// What is new in the template gets its defaults as far as revision.Normalise knows
// them; those decide the name of the new revision, which is therefore not certain.
func (c *Change) applyManifest(f *facts, e *edit) error {
	if len(c.Manifest) == 0 {
		return nil
	}
	if err := checkManifest(c.Manifest, f.set); err != nil {
		return fmt.Errorf("%s: %w", c.ManifestFile, err)
	}
	modified, err := specAlone(c.Manifest)
	if err != nil {
		return fmt.Errorf("%s: %w", c.ManifestFile, err)
	}
	last, err := specAlone([]byte(f.set.Annotations[corev1.LastAppliedConfigAnnotation]))
	if err != nil {
		// Then kubectl removes nothing.
		last = nil
	}
	live, err := json.Marshal(f.set)
	if err != nil {
		return err
	}
	schema, err := strategicpatch.NewPatchMetaFromStruct(appsv1.StatefulSet{})
	if err != nil {
		return err
	}
	patch, err := strategicpatch.CreateThreeWayMergePatch(last, modified, live, schema, true)
	if err != nil {
		return fmt.Errorf("%s: %w", c.ManifestFile, err)
	}
	merged, err := strategicpatch.StrategicMergePatch(live, patch, appsv1.StatefulSet{})
	if err != nil {
		return fmt.Errorf("%s: %w", c.ManifestFile, err)
	}
	set := &appsv1.StatefulSet{}
	if err := json.Unmarshal(merged, set); err != nil {
		return fmt.Errorf("%s: %w", c.ManifestFile, err)
	}
	set.ObjectMeta, set.Status = e.set.ObjectMeta, e.set.Status
	fillIn(set)
	keepDefaults(set, f.set)
	e.set = set
	return nil
}

// checkManifest checks that the manifest is one of the set.
func checkManifest(raw []byte, set *appsv1.StatefulSet) error {
	var head struct {
		metav1.TypeMeta   `json:",inline"`
		metav1.ObjectMeta `json:"metadata"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return err
	}
	switch {
	case head.Kind != "StatefulSet" || head.APIVersion != appsv1.SchemeGroupVersion.String():
		return fmt.Errorf("it is %s %s, not an apps/v1 StatefulSet", head.APIVersion, head.Kind)
	case head.Name != set.Name:
		return fmt.Errorf("it is of StatefulSet %s, not of %s", head.Name, set.Name)
	case head.Namespace != "" && head.Namespace != set.Namespace:
		return fmt.Errorf("it is of namespace %s, not of %s", head.Namespace, set.Namespace)
	}
	return nil
}

// specAlone leaves out metadata, which does not decide what the controller does, and status.
func specAlone(raw []byte) ([]byte, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var object struct {
		Spec json.RawMessage `json:"spec"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, err
	}
	return json.Marshal(object)
}

// fillIn is SetDefaults_StatefulSet, for what a manifest can leave out and the
// live set can lack.
func fillIn(set *appsv1.StatefulSet) {
	spec := &set.Spec
	if spec.PodManagementPolicy == "" {
		spec.PodManagementPolicy = appsv1.OrderedReadyPodManagement
	}
	if spec.UpdateStrategy.Type == "" {
		spec.UpdateStrategy.Type = appsv1.RollingUpdateStatefulSetStrategyType
		if spec.UpdateStrategy.RollingUpdate == nil {
			spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{}
		}
	}
	if ru := spec.UpdateStrategy.RollingUpdate; ru != nil && ru.Partition == nil {
		ru.Partition = new(int32)
	}
	for i := range spec.VolumeClaimTemplates {
		fillInClaim(&spec.VolumeClaimTemplates[i])
	}
}

func fillInClaim(claim *corev1.PersistentVolumeClaim) {
	claim.TypeMeta = metav1.TypeMeta{}
	claim.CreationTimestamp.Reset()
	if claim.Spec.VolumeMode == nil {
		mode := corev1.PersistentVolumeFilesystem
		claim.Spec.VolumeMode = &mode
	}
	if claim.Status.Phase == "" {
		claim.Status.Phase = corev1.ClaimPending
	}
}

// keepDefaults puts back what differs from the live set in its defaults alone: a
// set from a plain file has none, and that is no change.
func keepDefaults(set, live *appsv1.StatefulSet) {
	filled := live.DeepCopy()
	fillIn(filled)
	revision.Normalise(&filled.Spec.Template)
	template := set.Spec.Template.DeepCopy()
	revision.Normalise(template)
	if equality.Semantic.DeepEqual(*template, filled.Spec.Template) {
		set.Spec.Template = live.Spec.Template
	} else {
		set.Spec.Template = *template
	}
	if equality.Semantic.DeepEqual(set.Spec.VolumeClaimTemplates, filled.Spec.VolumeClaimTemplates) {
		set.Spec.VolumeClaimTemplates = live.Spec.VolumeClaimTemplates
	}
	set.TypeMeta = live.TypeMeta
}

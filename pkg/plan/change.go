package plan

import (
	"errors"
	"fmt"
	"math"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Change is what a person would do. Fields that are nil or empty are left as they are.
type Change struct {
	// Manifest is a StatefulSet in JSON, to be applied as `kubectl apply` would; ManifestFile is what to call it.
	Manifest     []byte
	ManifestFile string
	// Undo is the revision to go back to; 0 is the last but one.
	Undo *int64
	// Images by container.
	Images []Image
	// Restart as `kubectl rollout restart` does.
	Restart        bool
	Replicas       *int32
	OrdinalsStart  *int32
	Partition      *int32
	MaxUnavailable *intstr.IntOrString
	// DeletePods are deleted once the set is changed, and the controller has seen that.
	DeletePods []string
}

// Image is a new image of a container.
type Image struct{ Container, Image string }

// edit is a change of one set.
type edit struct {
	set        *appsv1.StatefulSet
	deletePods []string
	changes    []v1alpha1.PlanChange
	notes      []string
	// assumptions are those of the rules that the change was made by.
	assumptions []string
	// namesKnown: the controller gives new revisions the same names as the plan.
	namesKnown bool
	rejections []v1alpha1.PlanRejection
	advice     []v1alpha1.Advice
}

// apply makes the change on a copy of the set: the manifest and the roll-back
// first, as they bring a whole template, then the single fields.
func (c *Change) apply(f *facts, rules replay.Rules) (*edit, error) {
	e := &edit{set: f.set.DeepCopy(), deletePods: c.DeletePods, namesKnown: !c.Restart && len(c.Manifest) == 0}
	if c.Undo != nil && len(c.Manifest) > 0 {
		return nil, errors.New("a manifest and a roll-back both bring a template: give one of them")
	}
	for _, part := range []func(*facts, *edit) error{
		c.applyManifest, c.undo, c.setImages, c.restart, c.setNumbers, c.setRollingUpdate, c.checkPods,
	} {
		if err := part(f, e); err != nil {
			return nil, err
		}
	}
	if err := bounded(e.set); err != nil {
		return nil, err
	}
	c.dropDisabled(f, e, rules)
	e.changes = differences(f.set, e.set)
	if f.start.RevisionsUnread && e.bringsTemplate() {
		return nil, errors.New("no plan of another template without ControllerRevisions, and they could not be read" +
			gapMessage(f.snap, snapshot.ControllerRevisions, f.set.Namespace))
	}
	if len(e.changes) == 0 && c.asks() {
		e.notes = append(e.notes, "nothing of the set changes: it is so already")
	}
	e.reject(f, c, rules)
	if !equality.Semantic.DeepEqual(f.set.Spec, e.set.Spec) {
		// The API server counts changes of the spec (PrepareForUpdate).
		e.set.Generation++
	}
	return e, nil
}

// maxReplicas bounds what is played through, Pod by Pod and sync by sync.
const maxReplicas = 1_000

func bounded(set *appsv1.StatefulSet) error {
	replicas, start := statefulset.Replicas(set), statefulset.StartOrdinal(set)
	switch {
	case replicas > maxReplicas:
		return fmt.Errorf("%d replicas are too many to play through; a plan takes up to %d", replicas, maxReplicas)
	case int64(start)+int64(replicas)-1 > math.MaxInt32:
		return fmt.Errorf("ordinals from %d up are beyond the largest, %d", start, math.MaxInt32)
	}
	return nil
}

func (e *edit) bringsTemplate() bool {
	return slices.ContainsFunc(e.changes, func(c v1alpha1.PlanChange) bool { return c.Field == fieldTemplate })
}

// asks reports whether the set is to be changed at all.
func (c *Change) asks() bool {
	return len(c.Manifest) > 0 || c.Undo != nil || len(c.Images) > 0 || c.Restart || c.Replicas != nil ||
		c.OrdinalsStart != nil || c.Partition != nil || c.MaxUnavailable != nil
}

func (c *Change) checkPods(f *facts, e *edit) error {
	for i, name := range c.DeletePods {
		j := slices.IndexFunc(f.start.Pods, func(pod *corev1.Pod) bool { return pod.Name == name })
		switch {
		case j < 0:
			return fmt.Errorf("there is no Pod %s of StatefulSet %s", name, f.set.Name)
		case !statefulset.IsControlledBy(f.start.Pods[j], f.set):
			return fmt.Errorf("the Pod %s does not belong to StatefulSet %s", name, f.set.Name)
		case slices.Contains(c.DeletePods[:i], name):
			return fmt.Errorf("the Pod %s is to be deleted twice", name)
		case statefulset.IsTerminating(f.start.Pods[j]):
			e.notes = append(e.notes, "Pod "+name+" is being deleted already")
		}
	}
	return nil
}

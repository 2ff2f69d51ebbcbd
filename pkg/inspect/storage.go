package inspect

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// storage fills in what `storage` says besides: of every claim, of every ordinal
// and of the set as a whole. The rows of the report are those of v.rows, one by one.
func (v *view) storage(r *v1alpha1.StatefulSetReport) {
	sites := v.newSites()
	s := &v1alpha1.Storage{SharedClaims: v.sharedClaims()}
	for i := range r.Ordinals {
		o, row := &r.Ordinals[i], v.rows[i]
		for j := range o.Claims {
			o.Claims[j].Storage = v.claimStorage(&o.Claims[j], v.template(o.Claims[j].Template), row)
		}
		if statefulset.InRange(v.set, row.ordinal) || row.state == v1alpha1.OrdinalLeftover {
			o.Placement = sites.placement(row)
		}
	}
	s.ReleasedVolumes = v.releasedVolumes()
	s.Readoptions = v.readoptions(r.Ordinals)
	s.Destructions = v.destructions(r.Ordinals, s.SharedClaims)
	s.Totals = v.storageTotals(r.Ordinals)
	r.Storage = s
}

// claimStorage is what `storage` says of one claim. row is the ordinal's, nil for
// a claim that all Pods share; template is nil for such a claim too.
func (v *view) claimStorage(c *v1alpha1.Claim, template *corev1.PersistentVolumeClaim, row *row) *v1alpha1.ClaimStorage {
	s := &v1alpha1.ClaimStorage{}
	if template != nil {
		s.TemplateRequest = quantity(template.Spec.Resources.Requests)
		s.TemplateStorageClassName = classOf(template)
	}
	claim := v.claimNamed(c.Name)
	s.Ownership = v.ownership(claim, row)
	s.MountedBy = v.claimUsers(c.Name, claim)
	if claim == nil {
		return s
	}
	volume := v.volumeOf(claim)
	s.Mismatches = claimMismatches(template, claim, volume)
	s.AccessModes, s.VolumeMode = claim.Spec.AccessModes, volumeMode(claim)
	s.Resize = v.claimResize(claim)
	s.Owners = v.claimOwners(claim)
	s.Finalizers = claim.Finalizers
	s.UnusedSince = snapshot.UnusedSince(claim)
	s.Fates = v.claimFates(claim, row, s)
	s.Topology = v.volumeTopology(volume)
	s.Usage = v.volumeUsage(c.Name)
	return s
}

// claimNamed is a claim of the set's namespace, nil when it does not exist or claims were not read.
func (v *view) claimNamed(name string) *corev1.PersistentVolumeClaim {
	if !v.knows(snapshot.PersistentVolumeClaims) {
		return nil
	}
	return v.snap.Claim(v.set.Namespace, name)
}

// volumeOf is the volume that a claim names, nil when there is none or it was not read.
func (v *view) volumeOf(claim *corev1.PersistentVolumeClaim) *corev1.PersistentVolume {
	if claim == nil || claim.Spec.VolumeName == "" || !needed(v.opts.Needs, snapshot.PersistentVolumes) {
		return nil
	}
	return v.snap.PersistentVolume(claim.Spec.VolumeName)
}

// template is the claim template of a name.
func (v *view) template(name string) *corev1.PersistentVolumeClaim {
	for i := range v.set.Spec.VolumeClaimTemplates {
		if t := &v.set.Spec.VolumeClaimTemplates[i]; t.Name == name {
			return t
		}
	}
	return nil
}

// classOf is the StorageClass that a claim or a template names, the annotation of
// old before the field (GetPersistentVolumeClaimClass); nil for none.
func classOf(claim *corev1.PersistentVolumeClaim) *string {
	if class, found := claim.Annotations[corev1.BetaStorageClassAnnotation]; found {
		return &class
	}
	return claim.Spec.StorageClassName
}

func volumeMode(claim *corev1.PersistentVolumeClaim) corev1.PersistentVolumeMode {
	if claim.Spec.VolumeMode == nil {
		return corev1.PersistentVolumeFilesystem
	}
	return *claim.Spec.VolumeMode
}

// whenScaled and whenDeleted are the claim retention policy; deletes is what it may say.
const deletes = appsv1.DeletePersistentVolumeClaimRetentionPolicyType

func (v *view) whenScaled() appsv1.PersistentVolumeClaimRetentionPolicyType {
	if p := v.set.Spec.PersistentVolumeClaimRetentionPolicy; p != nil && p.WhenScaled != "" {
		return p.WhenScaled
	}
	return appsv1.RetainPersistentVolumeClaimRetentionPolicyType
}

func (v *view) whenDeleted() appsv1.PersistentVolumeClaimRetentionPolicyType {
	if p := v.set.Spec.PersistentVolumeClaimRetentionPolicy; p != nil && p.WhenDeleted != "" {
		return p.WhenDeleted
	}
	return appsv1.RetainPersistentVolumeClaimRetentionPolicyType
}

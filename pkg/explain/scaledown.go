package explain

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

const deletes = string(appsv1.DeletePersistentVolumeClaimRetentionPolicyType)

// scaleDown says when the ordinal is scaled away, and what becomes of its claims
// then: by the retention policy, or because the set itself is going.
func (o *ordinal) scaleDown() {
	switch {
	case o.State == v1alpha1.OrdinalStranger, o.State == v1alpha1.OrdinalReleased:
		return
	case o.set.DeletionTimestamp != nil:
		p := o.paragraph(v1alpha1.TopicDeletion, "When %s is gone", o.set.Name)
		o.claimsEnd(p, false)
		return
	case o.inRange():
		p := o.paragraph(v1alpha1.TopicScaleDown, "If %s is scaled away", o.PodName)
		o.reach(p)
		o.claimsEnd(p, true)
	case o.State == v1alpha1.OrdinalOutOfRange || o.State == v1alpha1.OrdinalOrphan:
		p := o.paragraph(v1alpha1.TopicScaleDown, "What becomes of the claims of %s", o.PodName)
		o.claimsEnd(p, true)
	case o.State == v1alpha1.OrdinalLeftover:
		o.leftClaims()
	}
}

// reach says from which number of replicas on the ordinal goes.
func (o *ordinal) reach(p *paragraph) {
	n, end := o.Ordinal.Ordinal, statefulset.EndOrdinal(o.set)
	why := because(o.replicas(), o.start(), o.policy(), sourceRange.ground(), rule(replay.RuleCondemned))
	from := fmt.Sprintf("%s is scaled away when %s is scaled to %s (%d now)", o.PodName, o.set.Name, replicaWords(o.index()), statefulset.Replicas(o.set))
	above := fmt.Sprintf("ordinals %d–%d", end, n+1)
	switch end - n {
	case 1:
		above = ordinals([]int32{end})
	case 2:
		above = ordinals([]int32{end, end - 1})
	}
	switch {
	case n == end:
		p.say(why, "%s; as the highest ordinal it is the first to go.", from)
	case statefulset.OrderedReady(o.set):
		p.say(why, "%s; %s %s before it, one at a time.", from, above, verb(int(end-n), "goes", "go"))
	default:
		p.say(why, "%s; %s %s with it, all at once.", from, above, verb(int(end-n), "goes", "go"))
	}
}

func replicaWords(n int32) string {
	switch n {
	case 0:
		return "0 replicas"
	case 1:
		return "1 replica or none"
	}
	return fmt.Sprintf("%d replicas or fewer", n)
}

// claimsEnd says what becomes of the ordinal's claims, and whether they come back into use.
func (o *ordinal) claimsEnd(p *paragraph, scaled bool) {
	if len(o.set.Spec.VolumeClaimTemplates) == 0 {
		return
	}
	if !o.knows(snapshot.PersistentVolumeClaims) {
		p.say(because(o.whenScaled(), sourceClaimName.ground()), "What becomes of its claim%s %s is not known, because claims could not be read.",
			s(len(o.Claims)), list(claimNames(o.Claims)))
		return
	}
	var stay []string
	for i := range o.Claims {
		c := &o.Claims[i]
		if !exists(c) {
			continue
		}
		if scaled && o.controller == nil && o.report.Spec.WhenScaled == deletes {
			p.say(because(o.whenScaled()), "With whenScaled Delete, claim %s is deleted with its Pod; whether %s exists is not known, because Pods could not be read.", c.Name, o.PodName)
			continue
		}
		owners, policy := o.owners(c.Name), o.whenDeleted()
		f := o.fateOf(c, owners, o.goneWithSet()...)
		if scaled {
			owners, policy, f = o.ownersScaledAway(c.Name), o.whenScaled(), o.fateScaledAway(c)
		}
		text := capital(f.words([]v1alpha1.Claim{*c}))
		if f.stays() && scaled {
			stay = append(stay, c.Name)
			text += o.despite(owners)
		}
		p.say(append(because(policy, rule(replay.RuleRetention)), o.whyFate(c, f, owners)...), "%s.", text)
	}
	if len(stay) > 0 && o.inRange() {
		p.say(because(o.whenScaled(), sourceClaimName.ground()), "Scaled up again, %s mounts %s again.", o.PodName, list(stay))
	}
}

// despite says why a claim stays that the policy seems to delete.
func (o *ordinal) despite(owners []metav1.OwnerReference) string {
	switch {
	case o.report.Spec.WhenScaled != deletes:
		return " (whenScaled Retain)"
	case !o.controller.Rules()[0].AutoDeletePVC:
		return ", although whenScaled is Delete: the feature gate " + replay.GateAutoDeletePVC + " is off"
	case o.pod == nil:
		return fmt.Sprintf(", although whenScaled is Delete: that deletes claims with their Pod, and there is no %s", o.PodName)
	}
	if len(owners) > 0 {
		return fmt.Sprintf(", although whenScaled is Delete: the controller leaves it to %s/%s, which owns it", owners[0].Kind, owners[0].Name)
	}
	return fmt.Sprintf(", although whenScaled is Delete: the controller does not come to make %s its owner", o.PodName)
}

// leftClaims is about claims without a Pod, outside the range.
func (o *ordinal) leftClaims() {
	p := o.paragraph(v1alpha1.TopicScaleDown, "What becomes of the claims of %s", o.PodName)
	for i := range o.Claims {
		c := &o.Claims[i]
		owners := o.owners(c.Name)
		f := o.fateOf(c, owners, o.set.UID)
		why := append(because(o.whenDeleted()), o.whyFate(c, f, owners)...)
		if f.stays() {
			p.say(why, "Claim %s stays until somebody deletes it, also when %s is deleted.", c.Name, o.set.Name)
			continue
		}
		p.say(why, "When %s is deleted, %s.", o.set.Name, f.words([]v1alpha1.Claim{*c}))
	}
	p.say(because(sourceClaimName.ground()), "Scaled up to it, a new %s mounts %s, with the data that is there.", o.PodName, list(claimNames(o.Claims)))
}

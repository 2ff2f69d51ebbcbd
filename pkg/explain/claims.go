package explain

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// claims says what the ordinal's claims are, one sentence each: they are its data.
func (o *ordinal) claims(p *paragraph) {
	if len(o.set.Spec.VolumeClaimTemplates) == 0 {
		if o.State != v1alpha1.OrdinalLeftover && o.State != nothingThere {
			p.say(because(field("spec.volumeClaimTemplates", "")), "%s has no claim of its own: %s has no volumeClaimTemplates.", o.PodName, o.set.Name)
		}
		return
	}
	if !o.knows(snapshot.PersistentVolumeClaims) {
		if o.State != nothingThere {
			p.say(because(sourceClaimName.ground()), "Its claim%s %s: whether they exist and what they hold is not known, because claims could not be read.",
				s(len(o.Claims)), list(claimNames(o.Claims)))
		}
		return
	}
	for i := range o.Claims {
		o.claim(p, &o.Claims[i])
	}
	for _, c := range o.mountsOther() {
		p.say(because(o.ofPod(o.pod, "spec.volumes["+c.Template+"].persistentVolumeClaim.claimName", c.Actual), sourceClaimName.ground()),
			"It mounts %s for volume %s, where %s belongs.", orNothing(c.Actual), c.Template, c.Expected)
	}
}

func (o *ordinal) claim(p *paragraph, c *v1alpha1.Claim) {
	why := because(o.ofClaim(c.Name, "status.phase", o.phase(c)), sourceClaimName.ground())
	subject := "Its claim " + c.Name
	if o.State == v1alpha1.OrdinalLeftover {
		subject = "What is left of it, claim " + c.Name
		if o.made(c) == "" {
			subject += ","
		}
	}
	switch c.State {
	case v1alpha1.ClaimMissing:
		if o.pod == nil {
			p.say(because(sourceClaimName.ground()), "Its claim %s does not exist yet either.", c.Name)
			return
		}
		p.say(because(sourceClaimName.ground()), "Its claim %s does not exist.", c.Name)
	case v1alpha1.ClaimBound:
		again := ""
		if o.State == v1alpha1.OrdinalMissing && o.set.DeletionTimestamp == nil {
			again = fmt.Sprintf("; %s is going to mount it, with the data that is there", o.PodName)
		}
		p.say(append(why, volumeGround(c)), "%s%s %s%s.", subject, o.made(c), boundTo(c), again)
	default:
		p.say(why, "Its claim %s is %s%s.", c.Name, c.State, pending(c))
	}
}

// pending says why a claim is not bound, where the report tells.
func pending(c *v1alpha1.Claim) string {
	switch m := c.Message; {
	case m == "":
		return ""
	case strings.HasPrefix(m, "its "), strings.HasPrefix(m, "StorageClass "):
		return ": " + m
	default:
		return ": it " + m
	}
}

// made says how old a claim is where that tells of data: the Pod is yet to come.
func (o *ordinal) made(c *v1alpha1.Claim) string {
	if o.pod != nil || c.CreationTimestamp == nil || c.CreationTimestamp.IsZero() {
		return ""
	}
	return fmt.Sprintf(", made %s ago,", o.ago(*c.CreationTimestamp))
}

// boundTo describes a bound claim's volume: name, size, class, reclaim policy.
func boundTo(c *v1alpha1.Claim) string {
	var facts []string
	if c.Capacity != "" {
		facts = append(facts, c.Capacity)
	}
	if c.StorageClassName != nil && *c.StorageClassName != "" {
		facts = append(facts, "StorageClass "+*c.StorageClassName)
	}
	if c.Volume != nil && c.Volume.ReclaimPolicy != "" {
		facts = append(facts, "reclaim policy "+c.Volume.ReclaimPolicy)
	}
	words := "is bound to volume " + c.VolumeName
	if len(facts) > 0 {
		words += " (" + strings.Join(facts, ", ") + ")"
	}
	return words
}

func (o *ordinal) phase(c *v1alpha1.Claim) corev1.PersistentVolumeClaimPhase {
	if claim := o.snap.Claim(o.set.Namespace, c.Name); claim != nil {
		return claim.Status.Phase
	}
	return ""
}

// mountsOther are the templates for which the Pod mounts another claim, or none.
func (o *ordinal) mountsOther() []v1alpha1.ClaimCheck {
	if !o.own() || o.Identity == nil {
		return nil
	}
	var out []v1alpha1.ClaimCheck
	for _, c := range o.Identity.Claims {
		if c.Verdict == v1alpha1.VerdictWrong {
			out = append(out, c)
		}
	}
	return out
}

func volumeGround(c *v1alpha1.Claim) v1alpha1.Ground {
	if c.Volume == nil {
		return v1alpha1.Ground{}
	}
	return ofVolume(c.VolumeName, "spec.persistentVolumeReclaimPolicy", c.Volume.ReclaimPolicy)
}

func orNothing(name string) string {
	if name == "" {
		return "nothing"
	}
	return "claim " + name
}

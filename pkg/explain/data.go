package explain

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// dataStays says which data a deletion of the Pod leaves alone; back: another Pod takes its place.
func (o *ordinal) dataStays(p *paragraph, back bool) {
	if !o.knows(snapshot.PersistentVolumeClaims) {
		if n := len(o.Claims); n > 0 {
			p.say(because(sourceClaimName.ground()), "What becomes of the data of claim%s %s is not known, because claims could not be read.", s(n), list(claimNames(o.Claims)))
		}
		return
	}
	var kept []v1alpha1.Claim
	var why []v1alpha1.Ground
	for i := range o.Claims {
		c := &o.Claims[i]
		if !exists(c) {
			continue
		}
		owners := o.owners(c.Name)
		switch f := o.fateOf(c, owners, o.pod.UID); {
		case !f.stays():
			p.say(o.whyFate(c, f, owners), "With the Pod, %s.", f.words([]v1alpha1.Claim{*c}))
			if back && f.claim != shared {
				p.say(because(rule(replay.RuleClaims)), "The new %s begins with a new and empty claim %s.", o.PodName, c.Name)
			}
		case c.State == v1alpha1.ClaimBound:
			kept = append(kept, *c)
			why = append(why, o.whyFate(c, f, owners)...)
		}
	}
	if n := len(kept); n > 0 {
		p.say(why, "The data of %s is kept: the deletion of %s does not touch %s.",
			claimWords(kept), o.PodName, verb(n, "the claim", "the claims"))
	}
}

// dataGoes says which data does not outlive the Pod.
func (o *ordinal) dataGoes(p *paragraph) {
	var empty, ephemeral, host []string
	for i := range o.pod.Spec.Volumes {
		switch v := &o.pod.Spec.Volumes[i]; {
		case v.EmptyDir != nil:
			empty = append(empty, v.Name)
		case v.Ephemeral != nil:
			ephemeral = append(ephemeral, v.Name)
		case v.HostPath != nil:
			host = append(host, v.HostPath.Path)
		}
	}
	volumes := func(kind string, names []string) v1alpha1.Ground {
		return o.ofPod(o.pod, "spec.volumes[*]."+kind, list(names))
	}
	if n := len(empty); n > 0 {
		p.say(because(volumes("emptyDir", empty)), "What %s has in its emptyDir volume%s %s is lost.", o.PodName, s(n), list(empty))
	}
	if n := len(ephemeral); n > 0 {
		p.say(because(volumes("ephemeral", ephemeral)), "The ephemeral volume%s %s of %s %s deleted with it.", s(n), list(ephemeral), o.PodName, verb(n, "is", "are"))
	}
	if n := len(host); n > 0 && o.Pod.Node != "" {
		p.say(because(volumes("hostPath", host)), "What is in %s stays on node %s, wherever the new Pod runs.", list(host), o.Pod.Node)
	}
	if len(o.set.Spec.VolumeClaimTemplates) == 0 && len(empty)+len(ephemeral) == 0 {
		p.say(because(field("spec.volumeClaimTemplates", "")), "What %s wrote into its containers is lost: it has no claim of its own.", o.PodName)
	}
}

// budgets: an eviction asks them, a deletion does not.
func (o *ordinal) budgets(p *paragraph) {
	switch {
	case o.terminating():
		return
	case !o.knows(snapshot.PodDisruptionBudgets):
		p.say(because(sourceEviction.ground()), "Whether %s is protected from evictions is not known, because PodDisruptionBudgets could not be read.", o.PodName)
	}
	for _, b := range o.report.PodDisruptionBudgets {
		verdict := fmt.Sprintf("allows %d eviction%s now", b.DisruptionsAllowed, s(int(b.DisruptionsAllowed)))
		if b.DisruptionsAllowed <= 0 {
			verdict = "refuses an eviction (kubectl drain) now"
		}
		p.say(because(of("PodDisruptionBudget", o.set.Namespace, b.Name, field("status.disruptionsAllowed", b.DisruptionsAllowed)), sourceEviction.ground()),
			"PodDisruptionBudget %s %s, and has no say when %s is deleted.", b.Name, verdict, o.PodName)
	}
}

// accessModes of a claim.
func (e *explainer) accessModes(claim string) []corev1.PersistentVolumeAccessMode {
	if c := e.snap.Claim(e.set.Namespace, claim); c != nil {
		return c.Spec.AccessModes
	}
	return nil
}

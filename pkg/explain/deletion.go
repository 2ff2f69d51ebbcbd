package explain

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// deletion says what follows when somebody deletes the Pod: what comes back, on
// which revision, with which name and which data. Replay answers, with the Pod gone.
func (o *ordinal) deletion() {
	if o.pod == nil || o.controller == nil {
		return
	}
	title := "If %s is deleted"
	if o.terminating() {
		title = "Once %s is gone"
	}
	p := o.paragraph(v1alpha1.TopicDeletion, title, o.PodName)
	if o.State == v1alpha1.OrdinalStranger && !o.inRange() {
		return
	}
	o.goes(p)
	back := o.comesBack(p)
	if !o.own() {
		return
	}
	if back {
		o.sameName(p)
	}
	if o.inRange() && o.set.DeletionTimestamp == nil {
		// Else the Pod goes anyway, and its claims have a paragraph of their own.
		o.dataStays(p, back)
	}
	o.dataGoes(p)
	o.budgets(p)
}

// goes says how long the Pod takes to go.
func (o *ordinal) goes(p *paragraph) {
	switch grace := o.pod.Spec.TerminationGracePeriodSeconds; {
	case len(o.pod.Finalizers) > 0:
		p.say(because(o.ofPod(o.pod, "metadata.finalizers", strings.Join(o.pod.Finalizers, ", "))),
			"%s stays as Terminating until %s %s removed.", o.PodName, list(o.pod.Finalizers), verb(len(o.pod.Finalizers), "is", "are"))
	case o.terminating(), grace == nil, o.pod.Spec.NodeName == "", statefulset.IsTerminal(o.pod):
	default:
		p.say(because(o.ofPod(o.pod, "spec.terminationGracePeriodSeconds", *grace), sourceGrace.ground()), "%s is given %s to end.", o.PodName, seconds(*grace))
	}
}

// sameName says what a successor has in common with the Pod, and what not.
func (o *ordinal) sameName(p *paragraph) {
	same := []string{"the name"}
	if id := o.Identity; id != nil && id.Hostname.Verdict == v1alpha1.VerdictRight {
		same = append(same, "the hostname")
		if id.FQDN != "" && o.report.Service.State != v1alpha1.ServiceMissing {
			same = append(same, "the name in DNS")
		}
	}
	if names := o.mounted(); len(names) > 0 {
		same = append(same, fmt.Sprintf("claim%s %s", s(len(names)), strings.Join(names, ", ")))
	}
	why := because(sourceName.ground(), sourceIdentity.ground(), sourceClaimName.ground())
	if o.pod.Status.PodIP == "" {
		p.say(why, "The new %s keeps %s.", o.PodName, list(same))
		return
	}
	p.say(append(why, o.ofPod(o.pod, "status.podIP", o.pod.Status.PodIP)),
		"The new %s keeps %s, but not the IP address %s.", o.PodName, list(same), o.pod.Status.PodIP)
}

// mounted are the claims of the ordinal that outlive the Pod, as the templates name them.
func (o *ordinal) mounted() []string {
	var names []string
	for i := range o.Claims {
		if c := &o.Claims[i]; c.State != v1alpha1.ClaimTerminating {
			names = append(names, c.Name)
		}
	}
	return names
}

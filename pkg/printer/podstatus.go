package printer

import (
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// status is the Pod's own word, unless what matters is that the Pod is not where it should be.
func (o ordinal) status() Cell {
	switch {
	case o.Pod != nil && o.State == v1alpha1.OrdinalStranger:
		return Cell{"stranger: " + o.owner(), Bad}
	case o.Pod != nil:
		return o.podStatus()
	case o.State == v1alpha1.OrdinalMissing:
		return Cell{"missing", Bad}
	case o.State == v1alpha1.OrdinalLeftover:
		return Cell{"leftover claims", Dim}
	}
	return toned(unknown)
}

func (o ordinal) owner() string {
	if o.Pod.Owner == "" {
		return "no controller"
	}
	return "owned by " + o.Pod.Owner
}

func (o ordinal) podStatus() Cell {
	reason := o.Pod.Reason
	if reason == "" {
		reason = string(o.Pod.Phase)
	}
	c := Cell{Text: orNone(reason)}
	switch {
	case o.Pod.Failing:
		c.Tone = Bad
	case !o.Pod.Ready:
		c.Tone = Warn
	}
	// Since when it runs is its age; since when it is in trouble is news.
	if reason != string(corev1.PodRunning) {
		c.Text += o.set.since(o.Pod.Since)
	} else if !o.Pod.Ready {
		c.Text += ", not ready" + o.set.since(o.Pod.Since)
	}
	switch o.State {
	case v1alpha1.OrdinalOutOfRange:
		c.Text += ", out of range"
	case v1alpha1.OrdinalOrphan:
		c.Text += ", orphan"
	case v1alpha1.OrdinalReleased:
		c.Text += ", labels lost"
	default:
		return c
	}
	c.Tone = max(c.Tone, Warn)
	return c
}

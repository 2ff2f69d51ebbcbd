package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file grows the branches of a tree.

// addRevisions adds the set's revisions, newest first, each with its Pods. A
// revision that Pods carry is there even if it does not exist or was not read.
func (s set) addRevisions(root *node) {
	pods := map[string][]*node{}
	var carried []string
	for _, o := range s.ordinals() {
		if o.Pod == nil || o.State != v1alpha1.OrdinalPresent && o.State != v1alpha1.OrdinalOutOfRange {
			continue
		}
		if pods[o.Pod.Revision] == nil {
			carried = append(carried, o.Pod.Revision)
		}
		pods[o.Pod.Revision] = append(pods[o.Pod.Revision], o.node())
	}
	older := 0
	for i := range s.Revisions {
		r := &s.Revisions[i]
		if r.Role == v1alpha1.RevisionOther && len(pods[r.Name]) == 0 && !s.wide {
			older++
			continue
		}
		root.add(&node{
			name: "ControllerRevision/" + r.Name, status: Cell{Text: revisionWords(r)},
			age: s.age(r.CreationTimestamp), under: pods[r.Name],
		})
		delete(pods, r.Name)
	}
	for _, name := range carried {
		switch {
		case pods[name] == nil:
		case name == "":
			root.addGroup("no revision label", pods[name])
		case s.Revisions == nil:
			root.add(&node{name: "ControllerRevision/" + name, status: Cell{"not read", Warn}, under: pods[name]})
		default:
			root.add(&node{name: "ControllerRevision/" + name, status: Cell{"does not exist", Bad}, under: pods[name]})
		}
	}
	if older > 0 {
		root.add(&node{name: fmt.Sprintf("%d more without Pods", older)})
	}
}

func revisionWords(r *v1alpha1.Revision) string {
	words := fmt.Sprintf("revision %d", r.Number)
	switch r.Role {
	case v1alpha1.RevisionBoth:
		return words + ", current and update"
	case v1alpha1.RevisionOther, "":
		return words
	}
	return words + ", " + strings.ToLower(string(r.Role))
}

// node is the ordinal's Pod with its claims.
func (o ordinal) node() *node {
	n := &node{name: "Pod/" + o.PodName, status: o.status(), under: o.claimNodes()}
	if o.Pod != nil {
		n.status.Text = o.ready().Text + " " + n.status.Text
		n.age = o.set.age(o.Pod.CreationTimestamp)
	}
	return n
}

func (o ordinal) claimNodes() []*node {
	var out []*node
	for _, c := range o.Claims {
		n := &node{
			name:   "PersistentVolumeClaim/" + c.Name,
			status: Cell{strings.Join(claimFacts(c), " "), claimTone(c.State)},
		}
		if c.CreationTimestamp != nil {
			n.age = o.set.age(*c.CreationTimestamp)
		}
		if c.VolumeName != "" {
			n.add(&node{name: "PersistentVolume/" + c.VolumeName, status: volumeWords(c.Volume)})
		}
		out = append(out, n)
	}
	return out
}

func volumeWords(v *v1alpha1.Volume) Cell {
	if v == nil {
		return Cell{} // The claim says that it is bound to it; no more is read for a tree.
	}
	// What becomes of the data is the question about a volume.
	return Cell{Text: strings.TrimSuffix(v.Phase+", "+v.ReclaimPolicy, ", ")}
}

// addService adds the governing Service and what its EndpointSlices list of the set's Pods.
func (s set) addService(root *node) {
	g := &s.Service
	if g.Name == "" {
		return
	}
	n := root.add(&node{name: "Service/" + g.Name, status: Cell{Text: "headless"}})
	if trouble := serviceTrouble(g.State); trouble != "" {
		n.status = Cell{trouble, Warn}
	}
	for _, o := range s.ordinals() {
		if o.Endpoint == nil || !o.Endpoint.Present {
			continue
		}
		e := n.add(&node{name: "Endpoint/" + orNone(strings.Join(o.Endpoint.Addresses, ",")), status: o.endpoint()})
		switch o.Endpoint.Hostname {
		case "":
			e.status.Text += ", no hostname"
		default:
			e.status.Text += ", hostname " + o.Endpoint.Hostname
		}
	}
}

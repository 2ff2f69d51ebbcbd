package printer

import (
	"io"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Tree prints who owns whom: a set, its revisions, the Pods on each, their
// claims and volumes; then the governing Service and its endpoints.
func Tree(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options) error {
	return each(w, reports, o, treeScreen)
}

// node is one line of a tree.
type node struct {
	name   string
	status Cell
	age    string
	under  []*node
}

func (n *node) add(child *node) *node {
	n.under = append(n.under, child)
	return child
}

// addGroup adds a group and what is in it, unless nothing is.
func (n *node) addGroup(name string, children []*node) {
	if len(children) > 0 {
		n.add(&node{name: name, under: children})
	}
}

// branch is a node with the lines that lead to it.
type branch struct {
	*node
	lines string
}

// flatten lists a tree's nodes top down. first leads to the node itself, rest to what hangs on it.
func (n *node) flatten(first, rest string) []branch {
	out := []branch{{n, first}}
	for i, child := range n.under {
		if i == len(n.under)-1 {
			out = append(out, child.flatten(rest+"└─ ", rest+"   ")...)
		} else {
			out = append(out, child.flatten(rest+"├─ ", rest+"│  ")...)
		}
	}
	return out
}

var treeColumns = []Column[branch]{
	column("Name", "Object, below what owns it", text(func(b branch) string { return b.lines + b.name })),
	column("Status", "How it stands", func(b branch) Cell { return b.status }),
	column("Age", "Time since it was created", text(func(b branch) string { return b.age })),
}

func treeScreen(p *page, s set) error {
	if p.markdown() {
		// Nothing but a code block keeps the branches in place.
		plain := newPage(Options{NoHeaders: p.NoHeaders})
		if err := table(plain, treeColumns, s.tree().flatten("", "")); err != nil {
			return err
		}
		p.fence(plain.buf.String())
	} else if err := table(p, treeColumns, s.tree().flatten("", "")); err != nil {
		return err
	}
	p.section()
	s.gaps(p)
	return nil
}

func (s set) tree() *node {
	ready := of(s.readyPods(), s.Replicas.Desired)
	rollout := s.rollout()
	root := &node{
		name:   "StatefulSet/" + s.Name,
		status: Cell{ready.Text + " ready, " + rollout.Text, rollout.Tone},
		age:    s.age(s.CreationTimestamp),
	}
	s.addRevisions(root)
	var missing, foreign, unread, leftover []*node
	for _, o := range s.ordinals() {
		switch o.State {
		case v1alpha1.OrdinalMissing:
			missing = append(missing, o.node())
		case v1alpha1.OrdinalOrphan, v1alpha1.OrdinalReleased, v1alpha1.OrdinalStranger:
			foreign = append(foreign, o.node())
		case v1alpha1.OrdinalUnknown:
			unread = append(unread, o.node())
		case v1alpha1.OrdinalLeftover:
			leftover = append(leftover, o.claimNodes()...)
		}
	}
	root.addGroup("missing", missing)
	root.addGroup("named like its Pods, but not its own", foreign)
	root.addGroup("Pods were not read", unread)
	root.addGroup("leftover claims", leftover)
	s.addService(root)
	return root
}

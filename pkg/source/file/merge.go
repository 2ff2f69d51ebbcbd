package file

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// merged is what all inputs hold together.
type merged struct {
	objects map[key]entry
	reads   map[snapshot.Read]bool
	gaps    []snapshot.Gap
	usage   map[types.NamespacedName]snapshot.VolumeUsage
	asked   []snapshot.Inquiry
	foreign map[string]int
	// assumed are resources of which something else than a snapshot of ours has objects:
	// that these are all is taken for granted.
	assumed map[schema.GroupResource]bool
	// recorded are those that a snapshot of ours says it has all of.
	recorded map[schema.GroupResource]bool
	// plain: something else than a snapshot of ours was among the inputs.
	plain   bool
	newest  time.Time
	version string
}

// key tells objects apart.
type key struct {
	resource schema.GroupResource
	types.NamespacedName
}

// entry is an object and when it was captured, zero for a plain file.
type entry struct {
	obj      snapshot.Object
	captured time.Time
}

func newMerged() *merged {
	return &merged{
		objects: map[key]entry{}, reads: map[snapshot.Read]bool{}, usage: map[types.NamespacedName]snapshot.VolumeUsage{}, foreign: map[string]int{},
		assumed: map[schema.GroupResource]bool{}, recorded: map[schema.GroupResource]bool{},
	}
}

// add takes a document. Of an object that is there twice the newer one counts,
// and the later one where no time tells.
func (m *merged) add(d *document, h header, namespace string) error {
	rec, written, err := parseRecord(h.Metadata.Annotations)
	if err != nil {
		return err
	}
	objects := d.objects()
	for what, n := range d.foreign {
		m.foreign[what] += n
	}
	for _, obj := range objects {
		t := kindOf(obj)
		if obj.GetNamespace() == "" && kinds[t].namespaced {
			obj.SetNamespace(namespace)
		}
		k := key{kinds[t].resource, types.NamespacedName{Namespace: obj.GetNamespace(), Name: obj.GetName()}}
		if have, twice := m.objects[k]; !twice || !rec.captured.Time.Before(have.captured) {
			m.objects[k] = entry{obj, rec.captured.Time}
		}
		if !written {
			// Where one object of a kind is, its likes are taken to be all there.
			m.assume(k.resource)
		}
	}
	if !written {
		m.plain = true
		if of, list := isList(h.TypeMeta); list && of.Kind != "" { // An empty PodList says: no Pods.
			if k, known := kinds[of]; known {
				m.assume(k.resource)
			}
		}
		return nil
	}
	for _, read := range rec.reads {
		m.reads[read] = true
		if rec.assumed[read.Resource] {
			m.assumed[read.Resource] = true
			continue
		}
		m.recorded[read.Resource] = m.recorded[read.Resource] || read.Namespace == ""
	}
	m.gaps = append(m.gaps, rec.gaps...)
	for claim, u := range rec.usage {
		if have, twice := m.usage[claim]; !twice || have.Time.Before(&u.Time) {
			m.usage[claim] = u
		}
	}
	m.asked = append(m.asked, rec.asked...)
	if !rec.captured.Time.Before(m.newest) {
		m.newest, m.version = rec.captured.Time, rec.version
	}
	return nil
}

// assume takes what is there of a resource for all of it.
func (m *merged) assume(resource schema.GroupResource) {
	m.reads[snapshot.Read{Resource: resource}] = true
	m.assumed[resource] = true
}

// knows reports whether resource was read in namespace, or in all of them when it is empty.
func (m *merged) knows(resource schema.GroupResource, namespace string) bool {
	return m.reads[snapshot.Read{Resource: resource}] || m.reads[snapshot.Read{Resource: resource, Namespace: namespace}]
}

// missing are the Gaps: those of the snapshots that no other input fills, and
// the resources that the view needs and no input speaks of.
func (m *merged) missing(req source.Request, inputs string) []snapshot.Gap {
	var out []snapshot.Gap
	spoken := map[schema.GroupResource]bool{}
	for _, g := range m.gaps {
		if !m.knows(g.Resource, g.Namespace) {
			out = append(out, g)
			spoken[g.Resource] = true
		}
	}
	for read := range m.reads {
		spoken[read.Resource] = true
	}
	for _, need := range req.Needs {
		if spoken[need] {
			continue
		}
		what := "no " + need.Resource + " in " + inputs
		switch {
		case need == snapshot.DNSAnswers:
			what = noAnswers
		case !m.plain:
			what = "the snapshot was taken without " + need.Resource
		}
		out = append(out, snapshot.Gap{Resource: need, Reason: snapshot.NotInInput, Message: what})
	}
	return out
}

// hasPodsOfASet reports whether a StatefulSet controls any of the Pods.
func (m *merged) hasPodsOfASet() bool {
	for k, e := range m.objects {
		if k.resource == snapshot.Pods {
			if ref := metav1.GetControllerOfNoCopy(e.obj); ref != nil && ref.Kind == "StatefulSet" {
				return true
			}
		}
	}
	return false
}

// foreignNote names what was passed over: "skipped 3 Deployment, 1 Secret".
func (m *merged) foreignNote() string {
	if len(m.foreign) == 0 {
		return ""
	}
	names := slices.SortedFunc(maps.Keys(m.foreign), func(a, b string) int {
		if n := m.foreign[b] - m.foreign[a]; n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	const most = 8
	var parts []string
	for _, name := range names[:min(most, len(names))] {
		parts = append(parts, fmt.Sprintf("%d %s", m.foreign[name], short(name)))
	}
	if more := len(names) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d other kinds", more))
	}
	return "skipped " + strings.Join(parts, ", ")
}

// short keeps a name from the input readable in a note.
func short(s string) string {
	const longest = 80
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	return s
}

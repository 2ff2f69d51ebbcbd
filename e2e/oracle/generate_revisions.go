package oracle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// hashLabel is history.ControllerRevisionHashLabel.
const hashLabel = "controller.kubernetes.io/hash"

// revisions of the set: some of no template that is in use, then some that are,
// the set's own mostly last.
func (d *draft) revisions() {
	for i := range one(d, 0, 0, 0, 1, 2, 4) {
		d.revision(fmt.Sprintf("%s-old%d", setName, i), d.forgotten(i))
	}
	if d.chance(0.03) {
		for i := range 8 {
			d.revision(fmt.Sprintf("%s-older%d", setName, i), d.forgotten(10+i))
		}
	}
	order := d.Perm(len(d.templates))[:one(d, 0, 1, 1, 2, 2, 2, 3)]
	for _, i := range order {
		if i != d.template {
			d.revision(d.encodings[i].Names[0], d.encodings[i].Data)
		}
	}
	own := d.encodings[d.template]
	d.update = own.Names[0]
	if d.chance(0.85) {
		d.ownRevision(own)
	}
	if len(d.c.Revisions) > 1 && d.chance(0.12) {
		// A template that was in use before and is again: its revision is not the newest.
		d.Shuffle(len(d.c.Revisions), func(i, j int) {
			d.c.Revisions[i], d.c.Revisions[j] = d.c.Revisions[j], d.c.Revisions[i]
		})
	}
	d.number()
	d.takenNames(own)
	for _, r := range d.c.Revisions {
		d.spoilRevision(r)
	}
	d.pickCurrent()
	d.Shuffle(len(d.c.Revisions), func(i, j int) {
		d.c.Revisions[i], d.c.Revisions[j] = d.c.Revisions[j], d.c.Revisions[i]
	})
}

// ownRevision is the set's, as this version would write it or as another did.
func (d *draft) ownRevision(own Encoding) {
	data, name := own.Data, own.Names[0]
	if d.chance(0.05) {
		data = toggleNullTimestamp(data)
		name = one(d, name, setName+"-legacy")
	}
	d.update = name
	d.revision(name, data)
	if d.odd() {
		d.revision(setName+"-twin", data)
	}
}

func (d *draft) revision(name string, data []byte) {
	labels := maps.Clone(d.c.Set.Spec.Template.Labels)
	labels[hashLabel] = name[len(setName)+1:]
	d.c.Revisions = append(d.c.Revisions, &appsv1.ControllerRevision{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: namespace, UID: uid(name), Labels: labels, OwnerReferences: []metav1.OwnerReference{controllerRef(setUID)},
		},
		Data: runtime.RawExtension{Raw: data},
	})
}

// number gives the revisions their numbers, in the order in which they are.
func (d *draft) number() {
	next := int64(1)
	for i, r := range d.c.Revisions {
		r.Revision = next
		r.CreationTimestamp = metav1.NewTime(generatedNow.Add(time.Duration(i-100) * time.Minute))
		if d.odd() {
			r.CreationTimestamp = metav1.NewTime(generatedNow.Add(-time.Hour))
		}
		if !d.odd() {
			next += int64(1 + d.IntN(2))
		}
	}
}

// takenNames puts other content under the names that the controller would choose.
func (d *draft) takenNames(own Encoding) {
	for count := range own.Names {
		if !d.odd() || d.holds(own.Names[count]) {
			break
		}
		d.revision(own.Names[count], one(d, d.forgotten(20+count), own.Data))
	}
}

func (d *draft) holds(name string) bool {
	for _, r := range d.c.Revisions {
		if r.Name == name {
			return true
		}
	}
	return false
}

func (d *draft) spoilRevision(r *appsv1.ControllerRevision) {
	if d.odd() {
		r.OwnerReferences = one(d, nil, []metav1.OwnerReference{controllerRef("uid-of-another-set")})
	}
	if d.odd() {
		r.Labels = one(d, nil, map[string]string{"app": "other"}, map[string]string{"app": setName, hashLabel: one(d, "17", "18", "no number")})
	}
	if d.odd() && d.chance(0.1) {
		r.Data.Raw = []byte(one(d, `{"spec":{"template":{"$patch":"replace","spec":{"containers":"none"}}}}`, `{"spec":{"$patch":"unknown"}}`))
	}
}

// pickCurrent chooses the revision that the set is coming from.
func (d *draft) pickCurrent() {
	d.current = d.update
	if n := len(d.c.Revisions); n > 0 && d.chance(0.6) {
		d.current = d.c.Revisions[d.IntN(n)].Name
	}
	if d.odd() {
		d.current = one(d, "", setName+"-gone")
	}
}

// forgotten is the data of a template that nothing uses.
func (d *draft) forgotten(i int) []byte {
	return bytes.Replace(d.encodings[0].Data, []byte("app:a"), fmt.Appendf(nil, "app:old-%d", i), 1)
}

// toggleNullTimestamp writes data as the versions on the other side of 1.34 do.
func toggleNullTimestamp(data []byte) []byte {
	var patch struct {
		Spec struct {
			Template map[string]any `json:"template"`
		} `json:"spec"`
	}
	if json.Unmarshal(data, &patch) != nil {
		return data
	}
	metadata, _ := patch.Spec.Template["metadata"].(map[string]any)
	if _, there := metadata["creationTimestamp"]; there {
		delete(metadata, "creationTimestamp")
	} else {
		metadata["creationTimestamp"] = nil
	}
	out, err := json.Marshal(patch)
	if err != nil {
		return data
	}
	return out
}

package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// find is one revision by its number, its name, its hash or the beginning of its hash.
func (d *differ) find(ref string) (*side, error) {
	if !d.knowsRevisions() {
		return nil, d.revisionsUnread()
	}
	number, err := strconv.ParseInt(ref, 10, 64)
	isNumber := err == nil
	for _, matches := range []func(*appsv1.ControllerRevision) bool{
		func(r *appsv1.ControllerRevision) bool { return r.Name == ref },
		func(r *appsv1.ControllerRevision) bool { return isNumber && r.Revision == number },
		func(r *appsv1.ControllerRevision) bool { return d.hash(r.Name) == ref },
		// A number that is gone must not be taken for the beginning of a hash.
		func(r *appsv1.ControllerRevision) bool { return !isNumber && strings.HasPrefix(d.hash(r.Name), ref) },
	} {
		var found []*appsv1.ControllerRevision
		for _, r := range d.objects() {
			if matches(r) {
				found = append(found, r)
			}
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			return d.held(found[0])
		}
		return nil, fmt.Errorf("%q is more than one revision of StatefulSet %s: %s; give the whole name", ref, d.set.Name, d.list(found))
	}
	return nil, fmt.Errorf("StatefulSet %s has no revision %q; %s", d.set.Name, ref, d.available())
}

// available lists the revisions, newest first.
func (d *differ) available() string {
	all := d.objects()
	if len(all) == 0 {
		return "it has none"
	}
	return "there are: " + d.list(all)
}

func (d *differ) list(all []*appsv1.ControllerRevision) string {
	const most = 10
	var words []string
	for i, r := range all {
		if i == most {
			words = append(words, fmt.Sprintf("and %d more", len(all)-most))
			break
		}
		words = append(words, fmt.Sprintf("%d (%s)", r.Revision, r.Name))
	}
	return strings.Join(words, ", ")
}

// hash is a revision's name without the set's.
func (d *differ) hash(name string) string { return strings.TrimPrefix(name, d.set.Name+"-") }

// objects are the set's revisions, newest first.
func (d *differ) objects() []*appsv1.ControllerRevision {
	if !d.knowsRevisions() {
		return nil
	}
	out := slices.Clone(d.snap.RevisionsControlledBy(d.set.UID))
	slices.SortFunc(out, func(a, b *appsv1.ControllerRevision) int {
		return cmp.Or(-cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func (d *differ) object(name string) *appsv1.ControllerRevision {
	for _, r := range d.objects() {
		if r.Name == name {
			return r
		}
	}
	return nil
}

func (d *differ) knowsRevisions() bool {
	return d.snap.Knows(snapshot.ControllerRevisions, d.set.Namespace)
}

func (d *differ) revisionsUnread() error {
	return d.unread(d.snap.GapIn(snapshot.ControllerRevisions, d.set.Namespace), "ControllerRevisions")
}

package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// The words that stand for a template.
const (
	wordCurrent = "current"
	wordUpdate  = "update"
	wordLive    = "live"
)

// side is one of two templates.
type side struct {
	v1alpha1.TemplateSide
	template *revision.Template
	// key tells sides apart.
	key string
	// redacted: values of it were left out of the snapshot.
	redacted bool
}

// newest is the word for what the controller rolls to: what it has not looked at
// yet is in the set alone.
func (d *differ) newest() string {
	if d.observed() {
		return wordUpdate
	}
	return wordLive
}

// resolve finds what a flag names.
func (d *differ) resolve(ref string) (*side, error) {
	name := ""
	switch ref {
	case wordLive:
		return d.live(), nil
	case wordCurrent:
		name = d.set.Status.CurrentRevision
	case wordUpdate:
		name = d.set.Status.UpdateRevision
	default:
		return d.find(ref)
	}
	if name == "" {
		return nil, fmt.Errorf("the status of StatefulSet %s names no %s revision yet", d.set.Name, ref)
	}
	s, err := d.named(name)
	if err != nil {
		return nil, fmt.Errorf("%s revision: %w", ref, err)
	}
	return s, nil
}

// live is the set's own template. Where that is the update revision's, the
// revision is the better witness: it has fields that this program does not know.
func (d *differ) live() *side {
	roles := []v1alpha1.TemplateRole{v1alpha1.TemplateLive}
	if d.observed() {
		roles = append(d.roles(d.set.Status.UpdateRevision), roles...)
		if r := d.object(d.set.Status.UpdateRevision); r != nil {
			if s, err := d.held(r); err == nil {
				s.Roles = roles
				return s
			}
		}
	}
	s := &side{key: wordLive, template: revision.FromTyped(&d.set.Spec.Template), redacted: redacted(&d.set.Spec.Template)}
	if d.observed() {
		s.Revision = d.set.Status.UpdateRevision
	}
	s.Roles = roles
	return s
}

// named is the template of a revision by its whole name. One that is not there can
// still be known: as the set's own template.
func (d *differ) named(name string) (*side, error) {
	if r := d.object(name); r != nil {
		return d.held(r)
	}
	if d.observed() && name == d.set.Status.UpdateRevision {
		s := d.live()
		s.Roles = d.roles(name)
		return s, nil
	}
	if c := d.report.Rollout.Change; !d.observed() && c != nil && c.To.Name == name {
		s := d.live()
		s.Revision = name
		return s, nil
	}
	if !d.knowsRevisions() {
		return nil, d.revisionsUnread()
	}
	return nil, fmt.Errorf("%s is gone from the history; %s", name, d.available())
}

// held is the template that a revision holds, decoded once.
func (d *differ) held(r *appsv1.ControllerRevision) (*side, error) {
	s, found := d.decoded[r.Name]
	if !found {
		template, err := revision.FromRevision(r)
		if err != nil {
			return nil, err
		}
		s = side{
			TemplateSide: v1alpha1.TemplateSide{Revision: r.Name, Number: r.Revision, Roles: d.roles(r.Name)},
			template:     template, key: r.Name,
			redacted: bytes.Contains(r.Data.Raw, []byte(mark)),
		}
		d.decoded[r.Name] = s
	}
	return &s, nil
}

// mark is what stands for a value that was left out of a snapshot.
const mark = `"REDACTED"`

func redacted(t *corev1.PodTemplateSpec) bool {
	text, err := json.Marshal(t)
	return err == nil && bytes.Contains(text, []byte(mark))
}

func (d *differ) roles(name string) []v1alpha1.TemplateRole {
	var out []v1alpha1.TemplateRole
	if name == d.set.Status.CurrentRevision {
		out = append(out, v1alpha1.TemplateCurrent)
	}
	if name == d.set.Status.UpdateRevision {
		out = append(out, v1alpha1.TemplateUpdate)
	}
	return out
}

// errNoSide says that a Pod does not tell which template it was made from.
var errNoSide = errors.New("it carries no revision in its labels")

package resize

import (
	"fmt"
	"math"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// ask checks what was asked for, as far as no claim is needed for that.
func (b *book) ask(ask Ask) error {
	if err := b.choose(ask.Template); err != nil {
		return err
	}
	size, err := ParseSize(ask.Size)
	if err != nil {
		return err
	}
	b.size = size
	if have, found := b.template.Spec.Resources.Requests[corev1.ResourceStorage]; found && have.Cmp(size) > 0 {
		return fmt.Errorf("claim template %s asks for %s already, more than %s: claims cannot shrink; ask for %s or more",
			b.template.Name, have.String(), size.String(), have.String())
	}
	return nil
}

// ParseSize reads a size. The error says in one line what is wrong with it.
func ParseSize(text string) (resource.Quantity, error) {
	size, err := resource.ParseQuantity(strings.TrimSpace(text))
	switch {
	case err != nil:
		return size, fmt.Errorf("invalid size %q: want a quantity such as 20Gi", text)
	case size.Sign() <= 0:
		return size, fmt.Errorf("invalid size %s: a claim needs more than nothing", size.String())
	case resource.NewQuantity(size.Value(), size.Format).Cmp(size) != 0, size.Value() == math.MaxInt64:
		// Value rounds up, and ends, as parsing does, at the largest number there is.
		return size, fmt.Errorf("invalid size %s: it is no whole number of bytes that a volume can have", size.String())
	}
	return size, nil
}

func (b *book) choose(name string) error {
	templates := b.set.Spec.VolumeClaimTemplates
	var names []string
	for i := range templates {
		names = append(names, templates[i].Name)
		if templates[i].Name == name || name == "" && len(templates) == 1 {
			b.index, b.template = i, &templates[i]
		}
	}
	switch {
	case len(templates) == 0:
		return fmt.Errorf("StatefulSet %s has no claim templates: there is nothing to grow", b.set.Name)
	case b.template != nil:
		return nil
	case name == "":
		return fmt.Errorf("StatefulSet %s has %d claim templates: choose one with --template: %s", b.set.Name, len(names), strings.Join(names, ", "))
	}
	return fmt.Errorf("StatefulSet %s has no claim template %s; it has: %s", b.set.Name, name, strings.Join(names, ", "))
}

package printer

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words sizes and classes: one where template, claim and volume agree, and else each that does not.

// size is the claim's capacity, and what else says otherwise: "10Gi (template 20Gi)".
func (r claimRow) size() Cell {
	c, d := r.claim(), detail(r.claim())
	have := c.Capacity
	var others []string
	cell := Cell{Text: have}
	if have == "" {
		have = c.Request
		cell.Text = orNone(have)
		if have != "" {
			cell.Text += " asked"
		}
	} else if !sameSize(c.Request, have) {
		others = append(others, "asked "+c.Request)
		cell.Tone = less(have, c.Request)
	}
	if !sameSize(d.TemplateRequest, have) && !sameSize(d.TemplateRequest, c.Request) {
		others = append(others, "template "+d.TemplateRequest)
		cell.Tone = Warn
	}
	if v := c.Volume; v != nil && !sameSize(v.Capacity, have) {
		others = append(others, "volume "+v.Capacity)
		cell.Tone = Warn
	}
	if len(others) > 0 {
		cell.Text += " (" + strings.Join(others, ", ") + ")"
	}
	return cell
}

// less is Warn when have is less than want: volumes that are larger than asked for are common.
func less(have, want string) Tone {
	h, err := resource.ParseQuantity(have)
	w, err2 := resource.ParseQuantity(want)
	if err == nil && err2 == nil && h.Cmp(w) >= 0 {
		return Plain
	}
	return Warn
}

// sameSize compares what is meant, not how it is written. What is not there differs from nothing.
func sameSize(a, b string) bool {
	if a == "" || a == b {
		return true
	}
	x, err := resource.ParseQuantity(a)
	if err != nil {
		return false
	}
	y, err := resource.ParseQuantity(b)
	return err == nil && x.Cmp(y) == 0
}

// class is the claim's, and the template's where that is another.
func (r claimRow) class() Cell {
	c, want := r.claim(), detail(r.claim()).TemplateStorageClassName
	have := toned(className(c.StorageClassName))
	// A template without a class takes any: it is the default one of the day.
	if want == nil || className(want) == have.Text {
		return have
	}
	return Cell{have.Text + " (template " + templateClass(want) + ")", Warn}
}

func templateClass(class *string) string {
	if *class == "" {
		return "none"
	}
	return *class
}

func className(class *string) string {
	if class == nil {
		return none
	}
	return orNone(*class)
}

// accessModes are abbreviated as kubectl does.
func accessModes(c *v1alpha1.Claim) string {
	short := map[string]string{"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
	var out []string
	for _, m := range detail(c).AccessModes {
		if s := short[string(m)]; s != "" {
			out = append(out, s)
		} else {
			out = append(out, string(m))
		}
	}
	return strings.Join(out, ",")
}

package revision

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Maker is who made the changes to a set's template, as far as managedFields
// prove it: of the managers that own something that came or got another value, the
// one that wrote last. It does not guess: nobody owns what was taken out, and then it
// is nil.
func Maker(fields []metav1.ManagedFieldsEntry, changes []Change) *Writer {
	var kept []Change
	for _, c := range changes {
		if !strings.HasPrefix(c.Words, "-") && !strings.HasSuffix(c.Words, arrow("", "none")) {
			kept = append(kept, c)
		}
	}
	return newest(fields, func(template map[string]any) bool { return ownsAny(template, kept) })
}

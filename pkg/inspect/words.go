package inspect

import (
	"fmt"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"
)

// ordinalWords names ordinals given highest first: "ordinal 4", "ordinals 4–2, 0".
func ordinalWords(ordinals []int32) string {
	if len(ordinals) == 1 {
		return fmt.Sprintf("ordinal %d", ordinals[0])
	}
	return "ordinals " + ranges(ordinals)
}

// ranges folds descending ordinals: 4, 3, 2, 0 → "4–2, 0"; two neighbours stay apart: "4, 3".
func ranges(ordinals []int32) string {
	var parts []string
	for i := 0; i < len(ordinals); {
		j := i
		for j+1 < len(ordinals) && ordinals[j+1] == ordinals[j]-1 {
			j++
		}
		switch j - i {
		case 0:
			parts = append(parts, fmt.Sprint(ordinals[i]))
		case 1:
			parts = append(parts, fmt.Sprint(ordinals[i]), fmt.Sprint(ordinals[j]))
		default:
			parts = append(parts, fmt.Sprintf("%d–%d", ordinals[i], ordinals[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// singular is the "s" of a verb after one thing: "1 ordinal waits", "2 ordinals wait".
func singular(n int) string {
	if n == 1 {
		return "s"
	}
	return ""
}

func plural(n int, word string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, word)
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func finalizerWords(f []string) string {
	if len(f) == 1 {
		return "finalizer " + f[0]
	}
	return "finalizers " + strings.Join(f, ", ")
}

// age is how long ago t was, as kubectl writes it; clocks that run ahead give 0s.
func (v *view) age(t *metav1.Time) string {
	return duration.HumanDuration(max(v.now.Sub(t.Time), 0))
}

// in is how long until t.
func (v *view) in(t *metav1.Time) string {
	return duration.HumanDuration(max(t.Sub(v.now), 0).Round(time.Second))
}

// shortRevision is a revision's name without the set's: "web-5d9c7f" → "5d9c7f".
func (v *view) shortRevision(name string) string {
	return strings.TrimPrefix(name, v.set.Name+"-")
}

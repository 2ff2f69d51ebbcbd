package revision

import "k8s.io/apimachinery/pkg/api/resource"

// amountsIn are the fields whose values are amounts, and amountAt those that are
// one, with the field around them: a label can have any name.
var (
	amountsIn = map[string]bool{"limits": true, "requests": true, "overhead": true, "capacity": true}
	amountAt  = map[string]string{"sizeLimit": "emptyDir", "divisor": "resourceFieldRef"}
)

// align is to with every amount spelled as in from that is the same: 1Gi and
// 1073741824 are no difference.
func align(from, to any, name string) any {
	switch b := to.(type) {
	case map[string]any:
		a, _ := from.(map[string]any)
		out := make(map[string]any, len(b))
		for key, value := range b {
			if around := amountAt[key]; amountsIn[name] || around != "" && around == name {
				out[key] = sameAmount(a[key], value)
			} else {
				out[key] = align(a[key], value, key)
			}
		}
		return out
	case []any:
		a, _ := from.([]any)
		counterpart := map[string]any{}
		theirs, keyed := keysOf(name, b)
		if ours, ok := keysOf(name, a); ok && keyed {
			for i, key := range ours {
				counterpart[key] = a[i]
			}
		}
		out := make([]any, len(b))
		for i, value := range b {
			var old any
			switch {
			case keyed:
				old = counterpart[theirs[i]]
			case i < len(a):
				old = a[i]
			}
			out[i] = align(old, value, "")
		}
		return out
	}
	return to
}

func sameAmount(from, to any) any {
	a, isText := from.(string)
	b, isTextToo := to.(string)
	if !isText || !isTextToo || a == b {
		return to
	}
	x, err := resource.ParseQuantity(a)
	if err != nil {
		return to
	}
	if y, err := resource.ParseQuantity(b); err != nil || x.Cmp(y) != 0 {
		return to
	}
	return from
}

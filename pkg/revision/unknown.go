package revision

import (
	"fmt"
	"reflect"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/json"
)

// unknownFields are those of a revision's template that its typed form t lost,
// by their paths: fields that a newer Kubernetes has.
func unknownFields(r *appsv1.ControllerRevision, t *corev1.PodTemplateSpec) map[string]any {
	out := map[string]any{}
	lost(out, templateOf(r), plain(t), "")
	return out
}

// lost adds to out what of raw is not in known, which was made of it. What is
// zero is left out of known by design, and does not count.
func lost(out map[string]any, raw, known any, path string) {
	switch raw := raw.(type) {
	case nil:
	case map[string]any:
		known, _ := known.(map[string]any)
		for name, value := range raw {
			lost(out, value, known[name], below(path, name))
		}
	case []any:
		known, _ := known.([]any)
		for i, value := range raw {
			key, counterpart := fmt.Sprint(i), any(nil)
			if i < len(known) {
				counterpart = known[i]
			}
			if item, ok := value.(map[string]any); ok && item["name"] != nil {
				key = fmt.Sprint(item["name"])
			}
			lost(out, value, counterpart, path+"["+key+"]")
		}
	default:
		if known == nil && !reflect.ValueOf(raw).IsZero() {
			out[path] = raw
		}
	}
}

// templateOf is the template in a revision's data as it stands there.
func templateOf(r *appsv1.ControllerRevision) map[string]any {
	var data struct {
		Spec struct {
			Template map[string]any `json:"template"`
		} `json:"spec"`
	}
	if err := json.Unmarshal(r.Data.Raw, &data); err != nil {
		return nil
	}
	delete(data.Spec.Template, "$patch")
	return data.Spec.Template
}

// withUnknown is known with what of raw it lacks, by the rule of lost: zero values
// are left out by design. Lists have the same items in both.
func withUnknown(known, raw any) any {
	switch raw := raw.(type) {
	case map[string]any:
		k, isMap := known.(map[string]any)
		if known != nil && !isMap {
			return known
		}
		out := map[string]any{}
		for name, value := range k {
			out[name] = value
		}
		for name, value := range raw {
			if merged := withUnknown(k[name], value); merged != nil {
				out[name] = merged
			}
		}
		if known == nil && len(out) == 0 {
			return nil
		}
		return out
	case []any:
		k, isList := known.([]any)
		if known != nil && (!isList || len(k) != len(raw)) {
			return known
		}
		out := make([]any, len(raw))
		some := isList
		for i, value := range raw {
			var item any
			if isList {
				item = k[i]
			}
			out[i] = withUnknown(item, value)
			some = some || out[i] != nil
		}
		if !some {
			return nil
		}
		return out
	case nil:
		return known
	}
	if known != nil || reflect.ValueOf(raw).IsZero() {
		return known
	}
	return raw
}

// Package revision reads what a ControllerRevision holds, and says in words how
// one Pod template differs from another: what a rollout brings, and who asked for it.
//
// Words never hold the value of an environment variable, an argument, a label or
// an annotation: values may be secrets, and names are enough to know where to look.
package revision

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"regexp"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/json"
)

// patchReplace is the directive that the controller puts into the template, so
// that applying the patch replaces the whole of it (getPatch).
const patchReplace = "replace"

// Decode returns the Pod template that a StatefulSet's ControllerRevision holds.
// Its data is a strategic merge patch of nothing but the template (getPatch);
// whatever else it is, is an error.
func Decode(r *appsv1.ControllerRevision) (*corev1.PodTemplateSpec, error) {
	if r == nil {
		return nil, errors.New("no revision")
	}
	template, err := decode(r.Data.Raw)
	if err != nil {
		return nil, fmt.Errorf("revision %s holds no Pod template of a StatefulSet: %w", r.Name, err)
	}
	return template, nil
}

func decode(data []byte) (*corev1.PodTemplateSpec, error) {
	if len(data) == 0 {
		return nil, errors.New("its data is empty")
	}
	raw, err := only(data, "spec", "data")
	if err != nil {
		return nil, err
	}
	if raw, err = only(raw, "template", "data.spec"); err != nil {
		return nil, err
	}
	var patch struct {
		Directive               string `json:"$patch"`
		*corev1.PodTemplateSpec `json:",inline"`
	}
	patch.PodTemplateSpec = &corev1.PodTemplateSpec{}
	switch err := json.Unmarshal(raw, &patch); {
	case err != nil:
		return nil, misshapen(err, "data.spec.template")
	case patch.Directive != patchReplace:
		return nil, fmt.Errorf("data.spec.template has $patch %q, not %q", patch.Directive, patchReplace)
	}
	return patch.PodTemplateSpec, nil
}

// only is the value of key in a JSON object that has no other key.
func only(data []byte, key, where string) ([]byte, error) {
	var object map[string]stdjson.RawMessage
	if err := json.Unmarshal(data, &object); err != nil || object == nil {
		return nil, fmt.Errorf("%s is no JSON object", where)
	}
	value, found := object[key]
	switch {
	case !found:
		return nil, fmt.Errorf("%s has no field %s", where, key)
	case len(object) != 1:
		return nil, fmt.Errorf("%s has other fields than %s", where, key)
	}
	return value, nil
}

// wrongKind is how decoders say that a value is of the wrong kind, in words of Go.
var wrongKind = regexp.MustCompile(`^json: cannot unmarshal (\w+).* into Go struct field [^.]*\.(?:PodTemplateSpec\.)?(\S+) of type `)

// misshapen says where a value of the wrong kind is, and of anything else only that
// it is there: what a decoder says besides helps nobody who sees the cluster.
func misshapen(err error, where string) error {
	if m := wrongKind.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Errorf("%s.%s cannot be of the JSON kind %s", where, m[2], m[1])
	}
	return fmt.Errorf("%s has a value that cannot be there", where)
}

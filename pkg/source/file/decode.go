package file

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// decode makes the object of a unit.
func decode(u unit, kindName string, k kind) (snapshot.Object, error) {
	text, err := u.json()
	if err != nil {
		return nil, err
	}
	obj := k.create()
	if err := utiljson.Unmarshal(text, obj); err != nil {
		if !json.Valid(text) {
			return nil, fmt.Errorf("document %d (line %d) is not valid JSON: %w", u.doc, u.line, err)
		}
		return nil, fmt.Errorf("line %d: %s%s", u.line, nameIn(kindName, text), decodeError(err))
	}
	compactRaw(obj)
	// A live Source gives no types either: they are known from the Go type.
	obj.GetObjectKind().SetGroupVersionKind(schema.GroupVersionKind{})
	snapshot.Reduce(obj, snapshot.Full)
	return obj, nil
}

// compactRaw makes the JSON that an object carries as it is what the API server
// gives: without the white space of an indented file.
func compactRaw(obj snapshot.Object) {
	compact := func(raw []byte) []byte {
		var out bytes.Buffer
		if json.Compact(&out, raw) != nil {
			return raw
		}
		return out.Bytes()
	}
	switch o := obj.(type) {
	case *appsv1.ControllerRevision:
		o.Data.Raw = compact(o.Data.Raw)
	case *appsv1.StatefulSet:
		for i := range o.ManagedFields {
			if f := o.ManagedFields[i].FieldsV1; f != nil {
				f.SetRawBytes(compact(f.GetRawBytes()))
			}
		}
	}
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// json is the unit as JSON.
func (u unit) json() ([]byte, error) {
	if !u.yaml {
		return u.text, nil
	}
	text, err := yaml.YAMLToJSON(u.text)
	if err == nil {
		return text, nil
	}
	message := strings.Join(strings.Fields(err.Error()), " ")
	message = strings.TrimPrefix(message, "error converting YAML to JSON: ")
	message = strings.TrimPrefix(message, "yaml: ")
	located := false
	message = yamlLine.ReplaceAllStringFunc(message, func(s string) string {
		located = true
		n, _ := strconv.Atoi(strings.TrimPrefix(s, "line "))
		return "line " + strconv.Itoa(n+u.line-1)
	})
	if !located {
		message = fmt.Sprintf("line %d: %s", u.line, message)
	}
	return nil, fmt.Errorf("document %d: not valid YAML: %s", u.doc, message)
}

// notAnObject is why a text without a type is refused.
func (u unit) notAnObject() error {
	if err := json.Unmarshal(u.text, &struct{}{}); !u.yaml && errors.As(err, new(*json.SyntaxError)) {
		return fmt.Errorf("document %d (line %d) is not valid JSON: %w", u.doc, u.line, err)
	}
	return fmt.Errorf("document %d (line %d) is not a Kubernetes object: it has no apiVersion and kind", u.doc, u.line)
}

// nameIn names the object that cannot be decoded, if it tells its name.
func nameIn(kind string, text []byte) string {
	var m struct {
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	if json.Unmarshal(text, &m) != nil || m.Metadata.Name == "" {
		return kind + ": "
	}
	return fmt.Sprintf("%s %q: ", kind, m.Metadata.Name)
}

// decodeError is err in the words of the document, not of Go.
func decodeError(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Type.Kind() == reflect.String && (wrong.Value == "bool" || strings.HasPrefix(wrong.Value, "number")) {
		return fmt.Sprintf("%s is a %s; put it in quotes", wrong.Field, wrong.Value) // YAML takes y, no and 1e3 for those.
	}
	if wrong != nil {
		return fmt.Sprintf("%s: unexpected %s", wrong.Field, wrong.Value)
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

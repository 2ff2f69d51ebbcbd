package file

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// document collects one document of an input. Nothing of it counts before its
// end, where the annotations of a snapshot may stand.
type document struct {
	// slots are the objects in their order; they are decoded side by side, as
	// most of the time that YAML takes goes there.
	slots   []*slot
	workers sync.WaitGroup
	working chan struct{}
	failed  atomic.Bool
	// foreign counts what is not for a Snapshot, by what a note calls it.
	foreign map[string]int
	// untyped are items without a type of their own, until that of the list is known.
	untyped []unit
}

// slot is the place of one object.
type slot struct {
	kind string
	obj  snapshot.Object
	err  error
}

func newDocument() *document {
	return &document{working: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// header is what a document says of itself.
type header struct {
	metav1.TypeMeta `json:",inline"`
	Metadata        struct {
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
	Items []json.RawMessage `json:"items"`
}

// item takes one item of a list.
func (d *document) item(u unit) error {
	if t, ok := peek(u); ok {
		return d.object(u, t)
	}
	if t, list := isList(u.list); list && t.Kind != "" && t.APIVersion != "" {
		return d.object(u, t)
	}
	u.text = bytes.Clone(u.text)
	d.untyped = append(d.untyped, u)
	return nil
}

// end takes the document without the items that item got. ok is false for a
// document with nothing in it.
func (d *document) end(u unit, items bool) (h header, ok bool, err error) {
	t, plain := peek(u)
	if _, list := isList(t); plain && !list {
		return h, true, d.object(u, t)
	}
	text, err := u.json()
	if err != nil {
		return h, false, err
	}
	if bytes.Equal(text, []byte("null")) && !items {
		return h, false, nil
	}
	if json.Unmarshal(text, &h.Items) == nil { // A bare array.
		h.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "List"}
	} else if err = json.Unmarshal(text, &h); h.Kind == "" || h.APIVersion == "" {
		return h, false, u.notAnObject()
	}
	of, list := isList(h.TypeMeta)
	if !list {
		return h, true, d.object(unit{text: text, line: u.line, doc: u.doc}, h.TypeMeta)
	}
	if err != nil {
		return h, false, fmt.Errorf("line %d: %s: %s", u.line, h.Kind, decodeError(err))
	}
	for _, raw := range h.Items {
		d.untyped = append(d.untyped, unit{text: raw, line: u.line, doc: u.doc})
	}
	for _, item := range d.untyped {
		text, err := item.json()
		if err != nil {
			return h, false, err
		}
		t := of
		if own, ok := peek(unit{text: text}); ok {
			t = own
		}
		if t.Kind == "" {
			return h, false, item.notAnObject()
		}
		if err := d.object(unit{text: text, line: item.line, doc: item.doc}, t); err != nil {
			return h, false, err
		}
	}
	return h, true, nil
}

// object decodes a unit of a type that a Snapshot holds, and counts any other.
func (d *document) object(u unit, t metav1.TypeMeta) error {
	k, known := kinds[t]
	if !known {
		d.skip(foreignName(t))
		return nil
	}
	if d.failed.Load() {
		return d.wait()
	}
	u.text = bytes.Clone(u.text)
	s := &slot{kind: t.Kind}
	d.slots = append(d.slots, s)
	d.working <- struct{}{}
	d.workers.Go(func() {
		defer func() { <-d.working }()
		if s.obj, s.err = decode(u, t.Kind, k); s.err != nil {
			d.failed.Store(true)
		}
	})
	return nil
}

// wait gives the first error, in the order of the text, of all that was begun.
func (d *document) wait() error {
	d.workers.Wait()
	for _, s := range d.slots {
		if s.err != nil {
			return s.err
		}
	}
	return nil
}

// objects are those of the document, once wait has returned.
func (d *document) objects() (out []snapshot.Object) {
	for _, s := range d.slots {
		if s.obj.GetName() == "" {
			d.skip(s.kind + " without a name")
			continue
		}
		out = append(out, s.obj)
	}
	return out
}

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
	compact := func(raw *[]byte) {
		var out bytes.Buffer
		if json.Compact(&out, *raw) == nil {
			*raw = out.Bytes()
		}
	}
	switch o := obj.(type) {
	case *appsv1.ControllerRevision:
		compact(&o.Data.Raw)
	case *appsv1.StatefulSet:
		for i := range o.ManagedFields {
			if f := o.ManagedFields[i].FieldsV1; f != nil {
				compact(&f.Raw)
			}
		}
	}
}

func (d *document) skip(what string) {
	if d.foreign == nil {
		d.foreign = map[string]int{}
	}
	d.foreign[what]++
}

// foreignName is what a note calls a type that is not for a Snapshot; another
// version of a known kind is told apart by its version.
func foreignName(t metav1.TypeMeta) string {
	for known := range kinds {
		if known.Kind == t.Kind {
			return t.APIVersion + " " + t.Kind
		}
	}
	return t.Kind
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

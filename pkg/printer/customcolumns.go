package printer

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/client-go/util/jsonpath"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// absent is what kubectl prints for a field that is not there.
const absent = "<none>"

// CustomColumns prints a table as kubectl's -o custom-columns does: spec is
// "NAME:.metadata.name,READY:.replicas.counted.ready", with the field names of -o json.
func CustomColumns(w io.Writer, spec string, noHeaders bool, reports []v1alpha1.StatefulSetReport) error {
	objects := make([]metav1.Object, len(reports))
	for i := range reports {
		objects[i] = &reports[i]
	}
	return CustomColumnsOf(w, spec, noHeaders, objects...)
}

// CustomColumnsOf is CustomColumns for any kind of report.
func CustomColumnsOf(w io.Writer, spec string, noHeaders bool, reports ...metav1.Object) error {
	columns, err := parseColumns(spec)
	if err != nil {
		return fmt.Errorf("custom-columns: %w", err)
	}
	var g grid
	for _, c := range columns {
		g.headers = append(g.headers, Visible(c.header))
	}
	for _, report := range reports {
		data, err := jsonForm(report)
		if err != nil {
			return err
		}
		row := make([]Cell, len(columns))
		for j, c := range columns {
			value, err := c.value(data)
			if err != nil {
				return fmt.Errorf("custom-columns: %s of %s/%s: %w", c.header, report.GetNamespace(), report.GetName(), err)
			}
			row[j].Text = Visible(value)
		}
		g.rows = append(g.rows, row)
	}
	p := newPage(Options{NoHeaders: noHeaders})
	if err := p.grid(g); err != nil {
		return err
	}
	return p.flush(w)
}

type customColumn struct {
	header string
	path   *jsonpath.JSONPath
}

// relaxed is kubectl's RelaxedJSONPathExpression: x.y, .x.y, {x.y} and {.x.y} are all the same.
var relaxed = regexp.MustCompile(`^(?:\{\.?([^{}]+)\}|\.?([^{}]+))$`)

func parseColumns(spec string) ([]customColumn, error) {
	if spec == "" {
		return nil, errors.New("no columns given, want <header>:<json-path>[,…], for example NAME:.metadata.name")
	}
	var out []customColumn
	for part := range strings.SplitSeq(spec, ",") {
		header, path, ok := strings.Cut(part, ":")
		m := relaxed.FindStringSubmatch(path)
		if !ok || m == nil {
			return nil, fmt.Errorf("cannot read %q, want <header>:<json-path>, for example NAME:.metadata.name", part)
		}
		j := jsonpath.New(header).AllowMissingKeys(true)
		if err := j.Parse("{." + m[1] + m[2] + "}"); err != nil {
			return nil, fmt.Errorf("path of %s: %w", header, err)
		}
		out = append(out, customColumn{header, j})
	}
	return out, nil
}

// value is what the path finds, several values joined by a comma.
func (c customColumn) value(data any) (string, error) {
	found, err := c.path.FindResults(data)
	if err != nil {
		return "", err
	}
	var values []string
	for _, results := range found {
		for _, v := range results {
			if v.Kind() == reflect.Interface {
				v = v.Elem()
			}
			if v.IsValid() {
				values = append(values, fmt.Sprint(v.Interface()))
			}
		}
	}
	if len(values) == 0 {
		return absent, nil
	}
	return strings.Join(values, ","), nil
}

// jsonForm is the report with the field names of its JSON; whole numbers stay whole.
func jsonForm(r any) (any, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var data map[string]any
	if err := json.Unmarshal(raw, &data); err != nil {
		return nil, err
	}
	return data, nil
}

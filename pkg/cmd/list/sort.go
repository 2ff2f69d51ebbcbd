package list

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/client-go/util/jsonpath"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// byTrouble is the value of --sort-by that is no JSONPath.
const byTrouble = "trouble"

// comparison is an order of reports; nil leaves them as they are.
type comparison interface {
	sort(reports []v1alpha1.StatefulSetReport) error
}

// compareBy reads --sort-by.
func compareBy(flag string) (comparison, error) {
	switch flag {
	case "":
		return asRead{}, nil
	case byTrouble:
		return worstFirst{}, nil
	}
	path := jsonpath.New("sort-by").AllowMissingKeys(true)
	// As kubectl, x.y, .x.y and {.x.y} are the same (RelaxedJSONPathExpression).
	expression := strings.TrimSuffix(strings.TrimPrefix(flag, "{"), "}")
	if err := path.Parse("{." + strings.TrimPrefix(expression, ".") + "}"); err != nil {
		return nil, fmt.Errorf("invalid --sort-by %q: %w", flag, err)
	}
	return byPath{flag, path}, nil
}

// asRead is the order of the reports: by namespace and name, or as named.
type asRead struct{}

func (asRead) sort([]v1alpha1.StatefulSetReport) error { return nil }

// byPath sorts by a field, as kubectl does: reports without it first.
type byPath struct {
	flag string
	path *jsonpath.JSONPath
}

func (b byPath) sort(reports []v1alpha1.StatefulSetReport) error {
	type keyed struct {
		value  any
		report v1alpha1.StatefulSetReport
	}
	all := make([]keyed, len(reports))
	found := len(reports) == 0
	for i := range reports {
		value, err := b.value(&reports[i])
		if err != nil {
			return err
		}
		all[i] = keyed{value, reports[i]}
		found = found || value != nil
	}
	if !found {
		return fmt.Errorf("--sort-by %q: no report has this field; -o json shows those there are", b.flag)
	}
	slices.SortStableFunc(all, func(x, y keyed) int { return compareValues(x.value, y.value) })
	for i := range all {
		reports[i] = all[i].report
	}
	return nil
}

// value is the first result of the path, in JSON's types; nil when there is none.
func (b byPath) value(report *v1alpha1.StatefulSetReport) (any, error) {
	data, err := json.Marshal(report)
	if err != nil {
		return nil, err
	}
	var object map[string]any
	if err := json.Unmarshal(data, &object); err != nil {
		return nil, err
	}
	results, err := b.path.FindResults(object)
	if err != nil {
		return nil, fmt.Errorf("--sort-by %q: %w", b.flag, err)
	}
	if len(results) == 0 || len(results[0]) == 0 {
		return nil, nil
	}
	switch value := results[0][0].Interface().(type) {
	case nil, string, float64, bool:
		return value, nil
	}
	return nil, fmt.Errorf("--sort-by %q: it is not a text, a number or a truth value", b.flag)
}

func compareValues(x, y any) int {
	switch a := x.(type) {
	case float64:
		if b, ok := y.(float64); ok {
			return cmp.Compare(a, b)
		}
	case string:
		if b, ok := y.(string); ok {
			return compareText(a, b)
		}
	case bool:
		if b, ok := y.(bool); ok {
			return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
		}
	}
	return cmp.Compare(kind(x), kind(y))
}

// compareText knows that 9Gi is less than 10Gi.
func compareText(a, b string) int {
	qa, errA := resource.ParseQuantity(a)
	qb, errB := resource.ParseQuantity(b)
	if errA == nil && errB == nil {
		return qa.Cmp(qb)
	}
	return cmp.Compare(a, b)
}

// kind orders values of different types, absent ones first.
func kind(v any) int {
	switch v.(type) {
	case nil:
		return 0
	case bool:
		return 1
	case float64:
		return 2
	}
	return 3
}

package file

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// choose keeps the StatefulSets that the request asks for.
func choose(sets []*appsv1.StatefulSet, req source.Request, inputs string) (out []*appsv1.StatefulSet, err error) {
	byLabel, err := labels.Parse(req.LabelSelector)
	if err != nil {
		return nil, fmt.Errorf("invalid label selector %q: %w", req.LabelSelector, err)
	}
	byField, err := fields.ParseSelector(req.FieldSelector)
	if err != nil {
		return nil, fmt.Errorf("invalid field selector %q: %w", req.FieldSelector, err)
	}
	for _, f := range byField.Requirements() {
		if f.Field != "metadata.name" && f.Field != "metadata.namespace" {
			return nil, fmt.Errorf("field selector %q: of StatefulSets only metadata.name and metadata.namespace can be selected", req.FieldSelector)
		}
	}
	missing := slices.Clone(req.Names)
	for _, set := range sets {
		if req.Namespace != "" && set.Namespace != req.Namespace ||
			len(req.Names) > 0 && !slices.Contains(req.Names, set.Name) ||
			!byLabel.Matches(labels.Set(set.Labels)) ||
			!byField.Matches(fields.Set{"metadata.name": set.Name, "metadata.namespace": set.Namespace}) {
			continue
		}
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == set.Name })
		out = append(out, set)
	}
	if len(missing) > 0 {
		return nil, source.NotFound(notThere(missing, sets, req.Namespace, inputs))
	}
	return out, nil
}

func notThere(names []string, sets []*appsv1.StatefulSet, namespace, inputs string) error {
	what := fmt.Sprintf("statefulsets.apps %q not found in %s", names, inputs)
	what = strings.NewReplacer("[", "", "]", "", `" "`, `", "`).Replace(what)
	if namespace != "" {
		what += fmt.Sprintf(" in namespace %q", namespace)
	}
	var there []string
	for _, set := range sets {
		there = append(there, set.Namespace+"/"+set.Name)
	}
	slices.Sort(there)
	const most = 5
	switch {
	case len(there) == 0:
		return errors.New(what + "; there are no StatefulSets in it")
	case len(there) > most:
		return fmt.Errorf("%s; it holds %s and %d more", what, strings.Join(there[:most], ", "), len(there)-most)
	}
	return fmt.Errorf("%s; it holds %s", what, strings.Join(there, ", "))
}

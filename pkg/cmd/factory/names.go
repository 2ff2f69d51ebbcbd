package factory

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/validate/content"
)

// ParseNames reads NAME arguments: `web`, `sts/web`, `statefulset.apps/web` and
// so on, as kubectl names a StatefulSet. A name given twice counts once.
func ParseNames(args []string) ([]string, error) {
	var names []string
	for _, arg := range args {
		name, err := parseName(arg)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

func parseName(arg string) (string, error) {
	kind, name, typed := strings.Cut(arg, "/")
	switch {
	case !typed:
		name = arg
	case strings.Contains(name, "/"):
		return "", fmt.Errorf("%q has more than one slash; name a StatefulSet as web or sts/web", arg)
	case !isStatefulSet(kind):
		return "", fmt.Errorf("%q is not a StatefulSet; name one as web or sts/web", arg)
	}
	if name == "" {
		return "", errors.New("resource name may not be empty")
	}
	// What a URL cannot hold ("." and "%", say) is no name of any object.
	if problems := content.IsPathSegmentName(name); len(problems) > 0 {
		return "", fmt.Errorf("invalid StatefulSet name %q: %s", name, strings.Join(problems, ", "))
	}
	return name, nil
}

// isStatefulSet knows the names under which kubectl knows the resource, in any case.
func isStatefulSet(resource string) bool {
	resource = strings.ToLower(resource)
	resource = strings.TrimSuffix(strings.TrimSuffix(resource, ".apps"), ".v1")
	return resource == "sts" || resource == "statefulset" || resource == "statefulsets"
}

package revision

import (
	"fmt"
	"strings"
)

// mergeKeys are the fields that tell the items of a list apart, by the name of the
// list's field: the patchMergeKey and listMapKey tags of k8s.io/api/core/v1, and
// what identifies an item where the API has no tag. Lists that are not here, and
// such with an item twice or without its key, are one value.
var mergeKeys = map[string][]string{
	"containers":                {"name"},
	"initContainers":            {"name"},
	"ephemeralContainers":       {"name"},
	"env":                       {"name"},
	"ports":                     {"containerPort", "protocol"},
	"volumes":                   {"name"},
	"volumeMounts":              {"mountPath"},
	"volumeDevices":             {"devicePath"},
	"imagePullSecrets":          {"name"},
	"hostAliases":               {"ip"},
	"topologySpreadConstraints": {"topologyKey", "whenUnsatisfiable"},
	"tolerations":               {"key", "operator", "value", "effect"},
	"resourceClaims":            {"name"},
	"claims":                    {"name"},
	"readinessGates":            {"conditionType"},
	"schedulingGates":           {"name"},
	"resizePolicy":              {"resourceName"},
	"evictionResponders":        {"name"},
	"sysctls":                   {"name"},
	"options":                   {"name"},
	"httpHeaders":               {"name"},
	"ownerReferences":           {"uid"},
}

// keysOf are the keys of a list's items in words, "8080/TCP"; ok is false where
// they do not tell the items apart.
func keysOf(list string, items []any) (keys []string, ok bool) {
	fields, found := mergeKeys[list]
	if !found {
		return nil, false
	}
	seen := map[string]bool{}
	for _, item := range items {
		object, isObject := item.(map[string]any)
		if !isObject {
			return nil, false
		}
		var parts []string
		for _, field := range fields {
			switch value := object[field].(type) {
			case nil:
			case map[string]any, []any:
				return nil, false
			default:
				parts = append(parts, fmt.Sprint(value))
			}
		}
		key := strings.Join(parts, "/")
		if key == "" || seen[key] {
			return nil, false
		}
		seen[key] = true
		keys = append(keys, key)
	}
	return keys, true
}

package diff

import (
	"maps"
	"reflect"
	"slices"

	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// mutable tells whether a Pod's field can be changed after its creation
// (ValidatePodUpdate, ValidatePodResize, ValidatePodEphemeralContainersUpdate), and
// the way to it in the keys of FieldsV1.
func mutable(op revision.Op) (way []string, ok bool) {
	w := op.Way
	if len(w) < 2 {
		return nil, false
	}
	if w[0] == "metadata" {
		return fields(w[:min(len(w), 3)]), true
	}
	switch w[1] {
	case "activeDeadlineSeconds", "schedulingGates":
		return fields(w[:2]), true
	case "tolerations":
		// They can be added, and their seconds be changed; the list is one field.
		return fields(w[:2]), op.Op == revision.OpAdd || len(w) == 4 && w[3] == "tolerationSeconds" || keepsAll(op)
	case "nodeSelector":
		// While a gate keeps the Pod from the scheduler; so does nodeAffinity.
		return fields(w[:2]), op.Op == revision.OpAdd
	case "affinity":
		return []string{"f:spec", "f:affinity", "f:nodeAffinity"}, len(w) > 2 && w[2] == "nodeAffinity" || len(w) == 2 && nodeAffinityAlone(op)
	case "ephemeralContainers":
		way := fields(w[:2])
		if len(w) > 2 {
			way = append(way, revision.NameKey(w[2]))
		}
		return way, true
	case "resources":
		return fields(w[:2]), resizable(w[1:])
	case "volumes":
		if len(w) == 5 && w[4] == "sizeLimit" && op.Op == revision.OpReplace {
			return append(append(fields(w[:2]), revision.NameKey(w[2])), fields(w[3:])...), true
		}
	case "containers", "initContainers":
		if len(w) > 3 && (w[3] == "image" || w[3] == "resources" && resizable(w[3:])) {
			return append(append(fields(w[:2]), revision.NameKey(w[2])), fields(w[3:4])...), true
		}
	}
	return nil, false
}

// fields are names in the keys of FieldsV1.
func fields(names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, "f:"+name)
	}
	return out
}

// resizable: of resources, CPU and memory can be changed in place; which of them a
// step that adds all of them changes is not looked at. The way begins at resources.
func resizable(way []string) bool {
	switch {
	case len(way) > 1 && way[1] == "claims":
		return false
	case len(way) > 2:
		return way[2] == "cpu" || way[2] == "memory"
	}
	return true
}

// keepsAll: a list of tolerations was replaced as a whole by one that has all of
// them, but for their seconds (validateOnlyAddedTolerations).
func keepsAll(op revision.Op) bool {
	old, _ := op.From.([]any)
	all, _ := op.Value.([]any)
	if op.Op != revision.OpReplace || len(op.Way) != 2 {
		return false
	}
	for _, toleration := range old {
		if !slices.ContainsFunc(all, func(other any) bool {
			return reflect.DeepEqual(withoutSeconds(toleration), withoutSeconds(other))
		}) {
			return false
		}
	}
	return true
}

func withoutSeconds(toleration any) any {
	fields, ok := toleration.(map[string]any)
	if !ok {
		return toleration
	}
	fields = maps.Clone(fields)
	delete(fields, "tolerationSeconds")
	return fields
}

// nodeAffinityAlone: an affinity was added that has nothing else.
func nodeAffinityAlone(op revision.Op) bool {
	affinity, _ := op.Value.(map[string]any)
	return op.Op == revision.OpAdd && len(affinity) == 1 && affinity["nodeAffinity"] != nil
}

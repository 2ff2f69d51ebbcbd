package printer

import (
	"encoding/json"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// changedWords is "spec.containers[app].image app:1 → app:2"; values of anything that
// may be secret are not in it.
func changedWords(c *v1alpha1.DriftChange) string {
	signs := map[string]string{"add": "+ ", "remove": "- ", "replace": "~ "}
	words := signs[c.Op] + c.KeyPath
	if from, to := plainValue(c.From), plainValue(c.Value); showsValue(c.Path) && from+to != "" {
		words += ": " + strings.TrimPrefix(strings.TrimSuffix(from+" → "+to, " → "), " → ")
	}
	return words
}

// showsValue: images, amounts and deadlines are no secrets. path is a JSON pointer:
// in one no label or annotation can look like a container's field.
func showsValue(path string) bool {
	way := strings.Split(path, "/")
	switch {
	case len(way) < 3 || way[1] != "spec":
		return false
	case way[2] == "activeDeadlineSeconds" || way[2] == "resources":
		return true
	}
	return len(way) > 4 && (way[2] == "containers" || way[2] == "initContainers") && (way[4] == "image" || way[4] == "resources")
}

// plainValue is a text or a number, empty for anything else.
func plainValue(v *runtime.RawExtension) string {
	if v == nil {
		return ""
	}
	var value any
	if err := json.Unmarshal(v.Raw, &value); err != nil {
		return ""
	}
	switch value := value.(type) {
	case string:
		return value
	case float64:
		return string(v.Raw)
	}
	return ""
}

// originWords say how a difference came about.
func originWords(c *v1alpha1.DriftChange) string {
	switch c.Origin {
	case v1alpha1.DriftInjectedAtCreation:
		return "put in at its creation"
	case v1alpha1.DriftUnknown:
		return "created so or edited: not known"
	}
	words := "edited in place"
	if c.Manager != "" {
		words += " by " + c.Manager
	}
	return words
}

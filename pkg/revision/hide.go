package revision

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Hider puts "REDACTED-1", "REDACTED-2" … in the place of values that may be
// secret: those of environment variables and of HTTP headers, commands and their
// arguments, and annotations other than Kubernetes' own; what pkg/source/file
// hides of a snapshot. Equal values of one field stay equal and others different;
// whether two fields hold the same is not told. It is for one report: the numbers
// begin anew in each.
type Hider struct {
	numbers map[hidden]int
}

// hidden is a value and the field that holds it.
type hidden struct{ path, value string }

// hiddenMark stands for a value that was hidden; a snapshot's own has no number.
const hiddenMark = "REDACTED"

// hide is tree with such values replaced; tree stays as it is.
func (h *Hider) hide(tree any, path string) any {
	switch node := tree.(type) {
	case map[string]any:
		out := make(map[string]any, len(node))
		for _, name := range slices.Sorted(maps.Keys(node)) {
			out[name] = h.field(name, node[name], inWords(path, name))
		}
		return out
	case []any:
		return h.items(node, "", path, func(item any, at string) any { return h.hide(item, at) })
	}
	return tree
}

func (h *Hider) field(name string, value any, path string) any {
	switch v := value.(type) {
	case []any:
		switch name {
		case "env", "httpHeaders":
			return h.items(v, name, path, h.entry)
		case "command", "args":
			return h.items(v, name, path, func(item any, _ string) any { return h.text(item, path) })
		}
		return h.items(v, name, path, func(item any, at string) any { return h.hide(item, at) })
	case map[string]any:
		if name == "annotations" {
			return h.annotations(v, path)
		}
	}
	return h.hide(value, path)
}

// items are those of a list, each with its own path where it has a key.
func (h *Hider) items(list []any, name, path string, do func(item any, at string) any) []any {
	keys, keyed := keysOf(name, list)
	out := make([]any, len(list))
	for i, item := range list {
		at := path
		if keyed {
			at += "[" + keys[i] + "]"
		}
		out[i] = do(item, at)
	}
	return out
}

func (h *Hider) entry(item any, path string) any {
	entry, ok := h.hide(item, path).(map[string]any)
	if !ok {
		return h.hide(item, path)
	}
	if value, found := entry["value"]; found {
		entry["value"] = h.text(value, path)
	}
	return entry
}

func (h *Hider) annotations(annotations map[string]any, path string) map[string]any {
	out := make(map[string]any, len(annotations))
	for _, name := range slices.Sorted(maps.Keys(annotations)) {
		value := annotations[name]
		if domain, _, _ := strings.Cut(name, "/"); !kubernetesOwn(domain) || strings.HasSuffix(name, "/last-applied-configuration") {
			value = h.text(value, inWords(path, name))
		}
		out[name] = value
	}
	return out
}

// text is what stands for a value at path; nothing is hidden of an empty one.
func (h *Hider) text(value any, path string) any {
	if value == nil || value == "" || value == hiddenMark {
		return value
	}
	if h.numbers == nil {
		h.numbers = map[hidden]int{}
	}
	key := hidden{path, fmt.Sprint(value)}
	if h.numbers[key] == 0 {
		h.numbers[key] = len(h.numbers) + 1
	}
	return fmt.Sprintf("%s-%d", hiddenMark, h.numbers[key])
}

func kubernetesOwn(domain string) bool {
	for _, own := range []string{"kubernetes.io", "k8s.io"} {
		if domain == own || strings.HasSuffix(domain, "."+own) {
			return true
		}
	}
	return false
}

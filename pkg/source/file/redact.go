package file

import (
	"bytes"
	"encoding/json"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Redacted stands where a value was.
const Redacted = "REDACTED"

// redact hides what may be secret in the JSON of one object: the values of
// environment variables, commands and their arguments (probes' and hooks' too),
// HTTP headers of probes, and annotations other than Kubernetes' own; the
// last-applied configuration, which repeats all of it, is dropped. The same
// applies to the Pod template in a StatefulSet and in a ControllerRevision.
//
// No view shows any of it, so the screens stay the same. Names, labels, images,
// events and status messages stay: without them a snapshot tells nothing. So do
// references to Secrets and ConfigMaps (valueFrom), which are only names.
func redact(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // A number must come out as it went in.
	var object any
	if err := d.Decode(&object); err != nil {
		return nil, err
	}
	hide(object)
	return json.Marshal(object)
}

// hide walks any JSON. It goes by the names of fields and by their shape, so a
// label that is called "env" is left alone: its value is a string, not a list.
func hide(node any) {
	switch n := node.(type) {
	case []any:
		for _, v := range n {
			hide(v)
		}
	case map[string]any:
		for name, v := range n {
			switch value := v.(type) {
			case []any:
				switch name {
				case "env", "httpHeaders":
					hideValues(value)
				case "command", "args":
					hideStrings(value)
				}
			case map[string]any:
				if name == "annotations" {
					hideAnnotations(value)
				}
			}
			hide(v)
		}
	}
}

func hideValues(list []any) {
	for _, item := range list {
		if entry, ok := item.(map[string]any); ok {
			if text, ok := entry["value"].(string); ok && text != "" {
				entry["value"] = Redacted
			}
		}
	}
}

func hideStrings(list []any) {
	for i := range list {
		list[i] = Redacted
	}
}

func hideAnnotations(annotations map[string]any) {
	delete(annotations, corev1.LastAppliedConfigAnnotation)
	for name, v := range annotations {
		domain, _, _ := strings.Cut(name, "/")
		if text, ok := v.(string); ok && text != "" && !kubernetesOwn(domain) {
			annotations[name] = Redacted
		}
	}
}

func kubernetesOwn(domain string) bool {
	for _, own := range []string{"kubernetes.io", "k8s.io"} {
		if domain == own || strings.HasSuffix(domain, "."+own) {
			return true
		}
	}
	return false
}

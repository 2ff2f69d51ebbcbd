package file

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/safetext"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// WriteOptions say how Write writes.
type WriteOptions struct {
	// Redact hides what may be secret; see redact.
	Redact bool
	// Format is "yaml" or "json".
	Format string
}

// Write writes a Snapshot as one v1 List that -f and kubectl read, item by item:
// it needs no more memory than the largest object. The order is that of
// Snapshot.Objects, so that two snapshots can be compared as text.
func Write(w io.Writer, snap *snapshot.Snapshot, opts WriteOptions) error {
	annotations, err := recordOf(snap).annotations()
	if err != nil {
		return err
	}
	if opts.Redact {
		annotations[RedactedAnnotation] = "true"
	}
	out := bufio.NewWriter(w)
	objects := snap.Objects()
	switch opts.Format {
	case "yaml":
		err = writeYAML(out, annotations, objects, opts.Redact)
	case "json":
		err = writeJSON(out, annotations, objects, opts.Redact)
	default:
		err = fmt.Errorf("unknown snapshot format %q: yaml or json", opts.Format)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

func writeYAML(out *bufio.Writer, annotations map[string]string, objects []snapshot.Object, hide bool) error {
	head, err := safetext.YAML(map[string]any{"metadata": map[string]any{"annotations": annotations}})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "apiVersion: v1\nkind: List\n%sitems:", head)
	if len(objects) == 0 {
		_, err := out.WriteString(" []\n")
		return err
	}
	_ = out.WriteByte('\n')
	for _, obj := range objects {
		text, err := marshal(obj, hide)
		if err != nil {
			return err
		}
		if text, err = safetext.YAMLFromJSON(text); err != nil {
			return err
		}
		lead := "- "
		for line := range bytes.Lines(text) {
			if len(bytes.TrimSpace(line)) > 0 { // Blank lines of a block scalar stay bare.
				_, _ = out.WriteString(lead)
			}
			lead = "  "
			if _, err := out.Write(line); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeJSON(out *bufio.Writer, annotations map[string]string, objects []snapshot.Object, hide bool) error {
	const indent = "    "
	head, err := json.MarshalIndent(map[string]any{"annotations": annotations}, indent, indent)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "{\n%[1]s\"apiVersion\": \"v1\",\n%[1]s\"kind\": \"List\",\n%[1]s\"metadata\": %[2]s,\n%[1]s\"items\": [", indent, safetext.JSON(head))
	for i, obj := range objects {
		text, err := marshal(obj, hide)
		if err != nil {
			return err
		}
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, safetext.JSON(text), indent+indent, indent); err != nil {
			return err
		}
		if i > 0 {
			_ = out.WriteByte(',')
		}
		_, _ = out.WriteString("\n" + indent + indent)
		if _, err := pretty.WriteTo(out); err != nil {
			return err
		}
	}
	if len(objects) > 0 {
		_, _ = out.WriteString("\n" + indent)
	}
	_, err = out.WriteString("]\n}\n")
	return err
}

// marshal is the JSON of one object with its type, which the API leaves out of the items of a list.
func marshal(obj snapshot.Object, hide bool) ([]byte, error) {
	typed := obj.DeepCopyObject().(snapshot.Object)
	t := kindOf(obj)
	typed.GetObjectKind().SetGroupVersionKind(t.GroupVersionKind())
	text, err := json.Marshal(typed)
	if err != nil || !hide {
		return text, err
	}
	return redact(text)
}

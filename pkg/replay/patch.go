package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

// Patch is what a ControllerRevision holds for a Pod template: a strategic merge
// patch that replaces the template, byte for byte as the server's version writes it (getPatch).
func Patch(template *corev1.PodTemplateSpec, rules Rules) []byte {
	raw, err := json.Marshal(template)
	if err != nil {
		return nil // A Pod template has no field that could not be written.
	}
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil
	}
	if rules.WritesNullTimestamps {
		nullTimestamps(fields)
	}
	fields["$patch"] = "replace"
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"template": fields}})
	if err != nil {
		return nil
	}
	return patch
}

// nullTimestamps puts in the creationTimestamp that metadata had before 1.34: in
// the template's own and in those of its ephemeral volumes.
func nullTimestamps(template map[string]any) {
	null := func(parent map[string]any) {
		metadata, ok := parent["metadata"].(map[string]any)
		if !ok {
			metadata = map[string]any{}
			parent["metadata"] = metadata
		}
		if _, ok := metadata["creationTimestamp"]; !ok {
			metadata["creationTimestamp"] = nil
		}
	}
	null(template)
	spec, _ := template["spec"].(map[string]any)
	volumes, _ := spec["volumes"].([]any)
	for _, v := range volumes {
		volume, _ := v.(map[string]any)
		ephemeral, _ := volume["ephemeral"].(map[string]any)
		if claim, ok := ephemeral["volumeClaimTemplate"].(map[string]any); ok {
			null(claim)
		}
	}
}

// canonical is JSON as upstream writes it: sorted keys, no spaces. A snapshot
// file may hold a revision's data in another layout.
func canonical(raw []byte) []byte {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return raw
	}
	out, err := json.Marshal(value)
	if err != nil {
		return raw
	}
	return out
}

// revisionHash is HashControllerRevision.
func revisionHash(data []byte, collisions int32) string {
	h := fnv.New32()
	_, _ = h.Write(data)
	_, _ = h.Write([]byte(strconv.FormatInt(int64(collisions), 10)))
	return rand.SafeEncodeString(fmt.Sprint(h.Sum32()))
}

// revisionName is ControllerRevisionName.
func revisionName(set string, data []byte, collisions int32) string {
	const longest = 223
	if len(set) > longest {
		set = set[:longest]
	}
	return set + "-" + revisionHash(data, collisions)
}

// restore fills in the set as the revision restores it (ApplyRevision).
func (s *sync) restore(r *revision) *Failure {
	switch {
	case r.set != nil:
		return nil
	case r.data == nil || bytes.Equal(r.data, s.patch):
		r.set = s.set
		return nil
	}
	set, err := applyPatch(s.set, r.data)
	if err != nil {
		return s.fail(RuleCurrentRevision, "ControllerRevision", r.name, -1, fmt.Sprintf("revision %s holds no template: %v", r.name, err))
	}
	r.set = set
	return nil
}

func applyPatch(set *appsv1.StatefulSet, patch []byte) (*appsv1.StatefulSet, error) {
	original, err := json.Marshal(set)
	if err != nil {
		return nil, err
	}
	patched, err := strategicpatch.StrategicMergePatch(original, patch, set)
	if err != nil {
		return nil, err
	}
	restored := &appsv1.StatefulSet{}
	if err := json.Unmarshal(patched, restored); err != nil {
		return nil, err
	}
	out := set.DeepCopy()
	out.Spec = restored.Spec
	return out, nil
}

// restores reports whether going back to a revision would give the same template
// (setMatchesLatestExistingRevision). Upstream fills in defaults first: here both
// come from the API server, which has.
func (s *sync) restores(r *appsv1.ControllerRevision, data []byte) bool {
	set, err := applyPatch(s.set, r.Data.Raw)
	return err == nil && bytes.Equal(Patch(&set.Spec.Template, s.rules), data)
}

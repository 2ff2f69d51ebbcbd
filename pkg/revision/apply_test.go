package revision

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

// apply does the steps one by one, as RFC 6902 has it, and fails where one does not fit.
func apply(tree any, ops []Op) (any, error) {
	for _, op := range ops {
		var err error
		if tree, err = step(tree, strings.Split(op.Path, "/")[1:], op); err != nil {
			return nil, fmt.Errorf("%s %s: %w", op.Op, op.Path, err)
		}
	}
	return tree, nil
}

func step(node any, way []string, op Op) (any, error) {
	name := strings.ReplaceAll(strings.ReplaceAll(way[0], "~1", "/"), "~0", "~")
	last := len(way) == 1
	switch n := node.(type) {
	case map[string]any:
		old, found := n[name]
		switch {
		case found == (last && op.Op == OpAdd):
			return nil, fmt.Errorf("%q is there: %t", name, found)
		case last && op.Op != OpAdd && !reflect.DeepEqual(old, op.From):
			return nil, fmt.Errorf("it is %v, not %v", old, op.From)
		case last && op.Op == OpRemove:
			delete(n, name)
			return n, nil
		case last:
			n[name] = op.Value
			return n, nil
		}
		below, err := step(old, way[1:], op)
		n[name] = below
		return n, err
	case []any:
		i, err := strconv.Atoi(name)
		switch {
		case err != nil || i > len(n) || i == len(n) && (!last || op.Op != OpAdd):
			return nil, fmt.Errorf("no item %s of %d", name, len(n))
		case last && op.Op == OpAdd:
			return append(n[:i:i], append([]any{op.Value}, n[i:]...)...), nil
		case last && !reflect.DeepEqual(n[i], op.From):
			return nil, fmt.Errorf("it is %v, not %v", n[i], op.From)
		case last && op.Op == OpRemove:
			return append(n[:i:i], n[i+1:]...), nil
		case last:
			n[i] = op.Value
			return n, nil
		}
		n[i], err = step(n[i], way[1:], op)
		return n, err
	}
	return nil, fmt.Errorf("nothing is below")
}

// checkContrast holds a contrast to what it promises.
func checkContrast(t *testing.T, c *Contrast) {
	t.Helper()
	from, to := c.Texts()
	if (len(c.Changes) == 0) != (len(c.Ops) == 0) || (from == to) != (len(c.Ops) == 0) {
		t.Fatalf("words, steps and text disagree on whether anything differs: %q, %v\n%s", Words(c.Changes), c.Ops, cmp.Diff(from, to))
	}
	unmarshal := func(text string) (tree any) {
		data, err := yaml.YAMLToJSON([]byte(text))
		if err == nil {
			err = utiljson.Unmarshal(data, &tree)
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return tree
	}
	// Steps keep what they hold to themselves: as JSON and back, so that what is done to one copy leaves the others.
	for _, steps := range [][]Op{c.Ops, Singly(c.Ops)} {
		ops := slices.Clone(steps)
		for i, op := range steps {
			ops[i].From, ops[i].Value = copied(t, op.From), copied(t, op.Value)
		}
		got, err := apply(unmarshal(from), ops)
		if err != nil {
			t.Fatalf("the steps do not fit: %v\n%s", err, from)
		}
		if want := unmarshal(to); !reflect.DeepEqual(got, want) {
			t.Fatalf("the steps lead elsewhere (-want +got):\n%s", cmp.Diff(want, got))
		}
	}
	if got := applyUnified(t, from, c.Unified("a", "b")); got != to {
		t.Fatalf("the unified diff leads elsewhere (-want +got):\n%s", cmp.Diff(to, got))
	}
}

// applyUnified is what patch(1) does.
func applyUnified(t *testing.T, from, unified string) string {
	t.Helper()
	old, out := strings.SplitAfter(from, "\n"), ""
	at := 0
	for i, line := range strings.SplitAfter(unified, "\n") {
		switch {
		case line == "" || i < 2:
		case line[0] == '@':
			var start int
			if _, err := fmt.Sscanf(line, "@@ -%d", &start); err != nil {
				t.Fatal(err)
			}
			for ; at < start-1; at++ {
				out += old[at]
			}
			_, numbers, _ := strings.Cut(line, " +")
			if _, err := fmt.Sscanf(numbers, "%d", &start); err != nil || start != strings.Count(out, "\n")+1 {
				t.Fatalf("%q comes at line %d of the new text", line, strings.Count(out, "\n")+1)
			}
		case line[0] == '+':
			out += line[1:]
		case old[at] != line[1:]:
			t.Fatalf("line %d is %q, not %q", at, old[at], line)
		default:
			if line[0] == ' ' {
				out += old[at]
			}
			at++
		}
	}
	return out + strings.Join(old[at:], "")
}

func copied(t *testing.T, v any) (out any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err == nil {
		err = utiljson.Unmarshal(data, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

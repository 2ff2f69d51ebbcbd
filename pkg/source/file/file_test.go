package file

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

const (
	setYAML = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
  namespace: x
`
	podYAML = `apiVersion: v1
kind: Pod
metadata:
  name: web-0
  namespace: x
`
	podJSON = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0","namespace":"x"}}`
	setJSON = `{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web","namespace":"x"}}`
)

var (
	webAndPod = []string{"pods/x/web-0", "statefulsets/x/web"}
	podsNeed  = []schema.GroupResource{snapshot.Pods}
)

func utf16LE(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// Everything that kubectl and people write is the same two objects.
func TestForms(t *testing.T) {
	item := func(yaml string) string {
		return "- " + strings.ReplaceAll(strings.TrimSpace(yaml), "\n", "\n  ") + "\n"
	}
	indented := func(yaml string) string {
		return "  " + strings.ReplaceAll(strings.TrimSpace(yaml), "\n", "\n  ") + "\n"
	}
	for name, text := range map[string]string{
		"YAML documents":               setYAML + "---\n" + podYAML,
		"separators all over":          "---\n---\n# a comment\n" + setYAML + "...\n---\n\n" + podYAML + "---\n",
		"directive and comment":        "%YAML 1.2\n--- # set\n" + setYAML + "---\n# pod\n" + podYAML,
		"CRLF":                         strings.ReplaceAll(setYAML+"---\n"+podYAML, "\n", "\r\n"),
		"CRLF list":                    strings.ReplaceAll("apiVersion: v1\nitems:\n"+item(setYAML)+item(podYAML)+"kind: List\n", "\n", "\r\n"),
		"byte order mark":              "\ufeff" + setYAML + "---\n" + podYAML,
		"UTF-16, as PowerShell writes": utf16LE(strings.ReplaceAll(setYAML+"---\n"+podYAML, "\n", "\r\n")),
		"no final line break":          setYAML + "---\n" + strings.TrimSpace(podYAML),
		"kubectl get -o yaml":          "apiVersion: v1\nitems:\n" + item(setYAML) + item(podYAML) + "kind: List\nmetadata:\n  resourceVersion: \"\"\n",
		"list, items last":             "kind: List\napiVersion: v1\nitems:\n" + item(setYAML) + "\n# between\n" + item(podYAML),
		"list, items indented":         "kind: List\napiVersion: v1\nitems:\n" + indented(item(setYAML)) + indented(item(podYAML)) + "metadata: {}\n",
		"list, comment under items":    "kind: List\napiVersion: v1\nitems: # two\n# here\n" + item(setYAML) + item(podYAML),
		"list, dash on its own line":   "kind: List\napiVersion: v1\nitems:\n-\n" + indented(setYAML) + "-\n" + indented(podYAML),
		"indented document":            indented(setYAML) + "---\n" + indented(podYAML),
		"indented list":                indented("kind: List\napiVersion: v1\nitems:\n" + item(setYAML) + item(podYAML)),
		"flow list":                    "kind: List\napiVersion: v1\nitems: [" + setJSON + ", " + podJSON + "]\n",
		"flow mapping":                 "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web, namespace: x}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: web-0, namespace: x}}\n",
		"quoted":                       "\"apiVersion\": \"apps/v1\"\n\"kind\": 'StatefulSet'\nmetadata: {name: web, namespace: x}\n---\n" + podYAML,
		"a list of both, quoted items": "apiVersion: v1\nkind: List\nitems:\n- \"kind\": StatefulSet\n  \"apiVersion\": apps/v1\n  metadata: {name: web, namespace: x}\n" + item(podYAML),
		"typed lists": "apiVersion: apps/v1\nitems:\n- metadata:\n    name: web\n    namespace: x\nkind: StatefulSetList\n---\n" +
			`{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"web-0","namespace":"x"}}]}`,
		"typed list in JSON, kind last": `{"apiVersion":"v1","items":[{"metadata":{"name":"web-0","namespace":"x"}}],"kind":"PodList"}` + setJSON,
		"JSON documents":                setJSON + podJSON,
		"JSON, spread out":              "\n  {\n \"apiVersion\" : \"apps/v1\" ,\n\"kind\":\"StatefulSet\",\"metadata\":{\"name\":\"web\",\"namespace\":\"x\",\"labels\":{\"a\":\"}]{\\\"\"}}\n}\n\n" + podJSON + "\n",
		"JSON list":                     `{"apiVersion":"v1","items":[` + setJSON + `,` + podJSON + `],"kind":"List","metadata":{}}`,
		"JSON array, as jq prints":      "[" + setJSON + "," + podJSON + "]",
		"YAML array":                    item(setYAML) + item(podYAML),
		"JSON between YAML separators":  "---\n" + setJSON + "\n---\n" + podYAML,
		"the same object twice":         setYAML + "---\n" + podYAML + "---\n" + podYAML,
		"a newer field":                 setYAML + "spec:\n  someday: true\n---\n" + podYAML,
		"cluster-info dump": podJSON + "\n==== START logs for container a of pod x/web-0 ====\n{\"level\":\n---\nkind: Pod\n" + strings.Repeat("x", 70_000) +
			"==== END logs for container a of pod x/web-0 ====\n" + setJSON,
		"cluster-info dump -o yaml": podYAML + "==== START logs for container a of pod x/web-0 ====\n==== END logs for container a of pod x/web-0 ====\n---\n" + setYAML,
	} {
		t.Run(name, func(t *testing.T) {
			snap, notes := read(t, text, source.Request{Needs: podsNeed})
			if diff := cmp.Diff(webAndPod, held(snap)); diff != "" {
				t.Error(diff)
			}
			if len(notes) > 0 || len(snap.Gaps()) > 0 {
				t.Errorf("notes %q, gaps %v", notes, snap.Gaps())
			}
			if kind := snap.Objects()[0].GetObjectKind().GroupVersionKind().Kind; kind != "" {
				t.Errorf("the Pod has a kind, %s, which a live one has not", kind)
			}
		})
	}
}

func TestForeignKindsAreCounted(t *testing.T) {
	text := strings.Join([]string{
		setYAML, podYAML,
		"apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata: {a: &x [not, decoded}\n",
		"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n",
		"apiVersion: apps/v1beta1\nkind: StatefulSet\nmetadata: {name: old}\n",
		"apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: b}\n- apiVersion: apps.kruise.io/v1beta1\n  kind: StatefulSet\n",
		`{"apiVersion":"v1","kind":"SecretList","items":[{"metadata":{"name":"t"}},{"metadata":{"name":"u"}}]}`,
		"apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: web-\n",
		"apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: s}\nitems:\n- apple\n",
	}, "---\n")
	snap, notes := read(t, text, source.Request{})
	if diff := cmp.Diff(webAndPod, held(snap)); diff != "" {
		t.Error(diff)
	}
	want := []string{"skipped 3 Secret, 2 Deployment, 1 Pod without a name, 1 Shop, 1 apps.kruise.io/v1beta1 StatefulSet, 1 apps/v1beta1 StatefulSet"}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Error(diff)
	}

	var many strings.Builder
	for i := range 12 {
		fmt.Fprintf(&many, "---\napiVersion: v1\nkind: Kind%02d\n", i)
	}
	if _, notes := read(t, many.String(), source.Request{}); !strings.HasSuffix(notes[0], "1 Kind07, and 4 other kinds") {
		t.Errorf("notes %q", notes)
	}
}

func TestKnowledge(t *testing.T) {
	req := source.Request{Needs: []schema.GroupResource{snapshot.Pods, snapshot.Services, snapshot.Nodes}}
	snap, _ := read(t, setYAML+"---\n"+podYAML+"---\napiVersion: v1\nkind: NodeList\nitems: []\n", req)
	if !snap.Knows(snapshot.Pods, "x") || !snap.Knows(snapshot.Pods, "y") || !snap.Knows(snapshot.Nodes, "") || snap.Knows(snapshot.Services, "x") {
		t.Errorf("reads %v", snap.Reads())
	}
	want := []snapshot.Gap{{Resource: snapshot.Services, Reason: snapshot.NotInInput, Message: "no services in the input"}}
	if diff := cmp.Diff(want, snap.Gaps()); diff != "" {
		t.Error(diff)
	}
	// What kubectl prints when there is nothing is an answer too, not a broken file.
	snap, _ = read(t, "apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: \"\"\n", req)
	if len(snap.Objects()) > 0 || len(snap.Gaps()) != 3 {
		t.Errorf("held %v, gaps %v", held(snap), snap.Gaps())
	}
}

// One object of a kind is taken for all of them, and that it was is not forgotten.
func TestAssumption(t *testing.T) {
	pod := "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x}\n"
	list := func(read string) string {
		return "apiVersion: v1\nkind: List\nmetadata: {annotations: {inspect.kubectl-sts.dev/captured-at: '2026-01-31T00:00:00Z', inspect.kubectl-sts.dev/read: '[" + read + "]'}}\nitems: []\n"
	}
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"a plain file":                        {pod, true},
		"a list without a record":             {"apiVersion: v1\nkind: PodList\nitems: []\n", true},
		"a snapshot":                          {list(`{"resource":"pods"}`), false},
		"a snapshot of all and a plain file":  {pod + "---\n" + list(`{"resource":"pods"}`), false},
		"a snapshot of some and a plain file": {pod + "---\n" + list(`{"resource":"pods","namespace":"y"}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			snap, _ := read(t, c.text, source.Request{})
			if got := snap.Assumed(snapshot.Pods); got != c.want || snap.Assumed(snapshot.Nodes) {
				t.Errorf("assumed: %t, want %t", got, c.want)
			}
			var again strings.Builder
			if err := Write(&again, snap, WriteOptions{Format: "yaml"}); err != nil {
				t.Fatal(err)
			}
			if snap, _ = read(t, again.String(), source.Request{}); snap.Assumed(snapshot.Pods) != c.want {
				t.Errorf("written and read again, assumed is %t", !c.want)
			}
		})
	}
}

func TestNamespaceOfAManifest(t *testing.T) {
	manifest := "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\n---\napiVersion: v1\nkind: Node\nmetadata:\n  name: node-a\n"
	snap, _ := read(t, manifest, source.Request{})
	if diff := cmp.Diff([]string{"nodes/node-a", "statefulsets/default/web"}, held(snap)); diff != "" {
		t.Error(diff)
	}
	snap, _ = read(t, manifest, source.Request{Namespace: "shop"})
	if diff := cmp.Diff([]string{"nodes/node-a", "statefulsets/shop/web"}, held(snap)); diff != "" {
		t.Error(diff)
	}
}

func TestSelection(t *testing.T) {
	set := func(namespace, name, label string) string {
		return fmt.Sprintf("---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {namespace: %s, name: %s, labels: {app: %s}}\n", namespace, name, label)
	}
	text := podYAML + set("x", "web", "a") + set("x", "db", "b") + set("z", "web", "c")
	for name, tc := range map[string]struct {
		req  source.Request
		want string
		err  string
	}{
		"all":             {source.Request{}, "x/db x/web z/web", ""},
		"a namespace":     {source.Request{Namespace: "x"}, "x/db x/web", ""},
		"a name":          {source.Request{Names: []string{"web"}}, "x/web z/web", ""},
		"both":            {source.Request{Namespace: "z", Names: []string{"web"}}, "z/web", ""},
		"labels":          {source.Request{LabelSelector: "app in (a,c)"}, "x/web z/web", ""},
		"fields":          {source.Request{FieldSelector: "metadata.namespace=x,metadata.name!=db"}, "x/web", ""},
		"none":            {source.Request{LabelSelector: "app=z"}, "", ""},
		"unknown name":    {source.Request{Names: []string{"web", "mq"}}, "", `statefulsets.apps "mq" not found in the input; it holds x/db, x/web, z/web`},
		"not there":       {source.Request{Namespace: "z", Names: []string{"db", "mq"}}, "", `statefulsets.apps "db", "mq" not found in the input in namespace "z"; it holds x/db, x/web, z/web`},
		"a broken label":  {source.Request{LabelSelector: "a in"}, "", `invalid label selector "a in"`},
		"a foreign field": {source.Request{FieldSelector: "spec.x=1"}, "", `field selector "spec.x=1": of StatefulSets only metadata.name and metadata.namespace can be selected`},
	} {
		t.Run(name, func(t *testing.T) {
			snap, err := New([]string{"-"}, strings.NewReader(text)).Get(context.Background(), tc.req)
			if tc.err != "" {
				if err == nil || !strings.HasPrefix(err.Error(), tc.err) {
					t.Errorf("got  %v\nwant %s", err, tc.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range snap.StatefulSets() {
				got = append(got, s.Namespace+"/"+s.Name)
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got %v, want %s", got, tc.want)
			}
			// A Pod stays with its set, and goes with it: its env is nobody else's business.
			if got, want := len(snap.PodsNamedFor("x", "web")) == 1, snap.StatefulSet("x", "web") != nil; got != want {
				t.Errorf("Pod x/web-0 is there: %t, its set: %t", got, want)
			}
		})
	}
}

func TestSetsThatAreThereAreNamedUpToFive(t *testing.T) {
	var text strings.Builder
	for i := range 8 {
		fmt.Fprintf(&text, "---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s%d}\n", i)
	}
	path := filepath.Join(write(t, map[string]string{"sets.yaml": text.String()}), "sets.yaml")
	_, err := New([]string{path}, nil).Get(context.Background(), source.Request{Names: []string{"web"}})
	want := `statefulsets.apps "web" not found in ` + path + "; it holds default/s0, default/s1, default/s2, default/s3, default/s4 and 3 more"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestDirectory(t *testing.T) {
	dir := write(t, map[string]string{
		"nodes.json":                `{"kind":"NodeList","apiVersion":"v1","items":[{"metadata":{"name":"node-a"}}]}`,
		"x/pods.YAML":               podYAML,
		"x/sets.yml":                setYAML,
		"x/web-0/logs.txt":          "kind: nonsense",
		"x/image.json":              "\x89PNG\r\n\x1a\n\x00\x00",
		"x/empty.yaml":              "",
		"x/comments.yaml":           "# nothing\n---\n",
		"x/packed.yaml":             "\x1f\x8b\x08",
		".git/config.yaml":          "{{",
		"1/2/3/4/5/6/7/8/ok.yaml":   "apiVersion: v1\nkind: Node\nmetadata: {name: deep}\n",
		"1/2/3/4/5/6/7/8/9/no.yaml": "{{",
	})
	mustDo(t, os.Symlink(dir, filepath.Join(dir, "x", "loop.yaml")))
	mustDo(t, os.Symlink("nowhere", filepath.Join(dir, "x", "dangling.yaml")))
	s := New([]string{dir}, nil)
	snap, err := s.Get(context.Background(), source.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([]string{"nodes/deep", "nodes/node-a"}, webAndPod...), held(snap)); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"skipped DIR/1/2/3/4/5/6/7/8/9: more than 8 directories deep",
		"skipped DIR/x/comments.yaml: no Kubernetes objects in it",
		"skipped DIR/x/dangling.yaml: no such file or directory",
		"skipped DIR/x/empty.yaml: no Kubernetes objects in it",
		"skipped DIR/x/image.json: a binary file, neither YAML nor JSON",
		"skipped DIR/x/loop.yaml: not a regular file",
		"skipped DIR/x/packed.yaml: compressed with gzip; unpack it first: gunzip -c FILE > UNPACKED",
	}
	if diff := cmp.Diff(want, strings.Split(strings.ReplaceAll(strings.Join(s.Notes(), "\n"), dir, "DIR"), "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestADumpWithoutItsSets(t *testing.T) {
	owned := podYAML + "  ownerReferences:\n  - {apiVersion: apps/v1, kind: StatefulSet, name: web, uid: u, controller: true}\n"
	want := "there are Pods of StatefulSets in the input, but no StatefulSet, as in what kubectl cluster-info dump writes; " +
		"add: kubectl get statefulsets,controllerrevisions,persistentvolumeclaims -A -o yaml"
	if _, notes := read(t, owned, source.Request{}); len(notes) != 1 || notes[0] != want {
		t.Errorf("notes %q", notes)
	}
	if _, notes := read(t, owned+"---\n"+setYAML, source.Request{}); len(notes) > 0 {
		t.Errorf("notes %q", notes)
	}
}

func TestSeveralInputs(t *testing.T) {
	dir := write(t, map[string]string{"set.yaml": setYAML, "more/pod.yaml": podYAML})
	s := New([]string{filepath.Join(dir, "set.yaml"), filepath.Join(dir, "more"), "-"}, strings.NewReader("apiVersion: v1\nkind: Node\nmetadata: {name: node-a}\n"))
	snap, err := s.Get(context.Background(), source.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([]string{"nodes/node-a"}, webAndPod...), held(snap)); diff != "" {
		t.Error(diff)
	}
}

func TestInterruptedWhileWaitingForInput(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New([]string{"-"}, r).Get(ctx, source.Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

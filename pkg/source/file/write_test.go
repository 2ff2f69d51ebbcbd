package file

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

var captured = metav1.NewTime(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))

func podSpec() corev1.PodSpec {
	exec := &corev1.ExecAction{Command: []string{"check", "--password=hunter2"}}
	return corev1.PodSpec{Containers: []corev1.Container{{
		Name: "db", Image: "db:1", Command: []string{"run", "--token=hunter2"}, Args: []string{"hunter2"},
		Env: []corev1.EnvVar{
			{Name: "PASSWORD", Value: "hunter2"}, {Name: "EMPTY"},
			{Name: "FROM", ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{Key: "key-of-secret"}}},
		},
		LivenessProbe:  &corev1.Probe{ProbeHandler: corev1.ProbeHandler{Exec: exec}},
		ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/ready", HTTPHeaders: []corev1.HTTPHeader{{Name: "Auth", Value: "hunter2"}}}}},
		Lifecycle:      &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{Exec: exec}},
		Resources:      corev1.ResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("250m")}},
	}}}
}

func meta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: name, Namespace: "x", UID: "uid-1", Generation: 9007199254740993, CreationTimestamp: captured,
		Labels: map[string]string{"env": "prod", "args": "kept"},
		Annotations: map[string]string{
			"kubectl.kubernetes.io/last-applied-configuration": `{"a":"hunter2"}`,
			"kubectl.kubernetes.io/restartedAt":                "2026-01-01",
			"example.com/note":                                 "hunter2",
		},
	}
}

// everything is a Snapshot with an object of each kind.
func everything(t *testing.T) *snapshot.Snapshot {
	t.Helper()
	b := &snapshot.Builder{}
	cluster := func(m metav1.ObjectMeta) metav1.ObjectMeta { m.Namespace = ""; return m }
	replicas := int32(3)
	set := &appsv1.StatefulSet{ObjectMeta: meta("web"), Spec: appsv1.StatefulSetSpec{Replicas: &replicas, Template: corev1.PodTemplateSpec{ObjectMeta: meta(""), Spec: podSpec()}}}
	set.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl", Operation: "Apply", Time: &captured, FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:replicas":{}}}`)}}
	pod := &corev1.Pod{ObjectMeta: meta("web-0"), Spec: podSpec(), Status: corev1.PodStatus{Message: "two\nlines: \x1b[31mred\u2028 \"quoted\"\n\nend\n"}}
	pod.DeletionTimestamp = &captured
	claim := &corev1.PersistentVolumeClaim{ObjectMeta: meta("data-web-0")}
	claim.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kube-controller-manager", Operation: "Update", Time: &captured,
		FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:accessModes":{},"f:volumeName":{}}}`)}}
	for _, obj := range []runtime.Object{
		set, pod,
		&appsv1.ControllerRevision{ObjectMeta: meta("web-1"), Revision: 9007199254740993, Data: runtime.RawExtension{
			Raw: []byte(`{"spec":{"template":{"$patch":"replace","metadata":{"annotations":{"example.com/note":"hunter2"}},"spec":{"containers":[{"env":[{"name":"P","value":"hunter2"}],"name":"db"}]}}}}`),
		}},
		claim,
		&corev1.PersistentVolume{ObjectMeta: cluster(meta("pv-1")), Spec: corev1.PersistentVolumeSpec{Capacity: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}}},
		&corev1.Service{ObjectMeta: meta("web")},
		&corev1.Node{ObjectMeta: cluster(meta("node-a"))},
		&corev1.ConfigMap{ObjectMeta: meta("coredns"), Data: map[string]string{"Corefile": ".:53 {\n    kubernetes cluster.local\n}\n"}},
		&corev1.Event{ObjectMeta: meta("web.1"), EventTime: metav1.NewMicroTime(captured.Add(1234 * time.Microsecond))},
		&discoveryv1.EndpointSlice{ObjectMeta: meta("web-abc"), AddressType: discoveryv1.AddressTypeIPv4, Endpoints: []discoveryv1.Endpoint{{Addresses: []string{"10.0.0.1"}}}},
		&policyv1.PodDisruptionBudget{ObjectMeta: meta("web")},
		&storagev1.StorageClass{ObjectMeta: cluster(meta("fast")), Provisioner: "p"},
		&storagev1.VolumeAttachment{ObjectMeta: cluster(meta("csi-1")), Spec: storagev1.VolumeAttachmentSpec{NodeName: "node-a"}},
	} {
		snapshot.Reduce(obj, snapshot.Full) // As a Source does.
		if !b.Add(obj) {
			t.Fatalf("%T is not held", obj)
		}
	}
	b.SetTime(captured)
	used := int64(700)
	b.SetVolumeUsage(types.NamespacedName{Namespace: "x", Name: "data-web-0"}, snapshot.VolumeUsage{Node: "node-a", Time: captured, UsedBytes: &used})
	b.SetServerVersion("v1.37.2")
	b.MarkRead(snapshot.Pods, "x")
	b.MarkRead(snapshot.StorageClasses, "")
	b.AddGap(snapshot.Gap{Resource: snapshot.EndpointSlices, Namespace: "x", Reason: snapshot.Forbidden, Message: "User \"jane\" cannot\x1b"})
	b.AddGap(snapshot.Gap{Resource: snapshot.Nodes, Reason: snapshot.Failed, Message: "no"})
	return b.Snapshot()
}

func text(t *testing.T, snap *snapshot.Snapshot, opts WriteOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, snap, opts); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	want := everything(t)
	for _, format := range []string{"yaml", "json"} {
		t.Run(format, func(t *testing.T) {
			written := text(t, want, WriteOptions{Format: format})
			got, notes := read(t, written, source.Request{Needs: inspect.SnapshotNeeds})
			if len(notes) > 0 {
				t.Errorf("notes %q", notes)
			}
			a, b := want.Objects(), got.Objects()
			if diff := cmp.Diff(held(want), held(got)); diff != "" {
				t.Fatal(diff)
			}
			for i := range a {
				if !apiequality.Semantic.DeepEqual(a[i], b[i]) {
					t.Errorf("wrote and read differ:\n%s", cmp.Diff(a[i], b[i]))
				}
			}
			if diff := cmp.Diff(want.VolumeUsages(), got.VolumeUsages()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(want.Reads(), got.Reads()); diff != "" {
				t.Error(diff)
			}
			if !got.Time().Time.Equal(captured.Time) || got.ServerVersion() != "v1.37.2" {
				t.Errorf("time %s, version %s", got.Time(), got.ServerVersion())
			}
			if diff := cmp.Diff(want.Gaps(), filter(got.Gaps(), func(g snapshot.Gap) bool { return g.Reason != snapshot.NotInInput })); diff != "" {
				t.Error(diff)
			}
			same, _ := read(t, written, source.Request{})
			if diff := cmp.Diff(written, text(t, same, WriteOptions{Format: format})); diff != "" {
				t.Errorf("written again it is another text:\n%s", diff)
			}
		})
	}
	if err := Write(&bytes.Buffer{}, want, WriteOptions{Format: "xml"}); err == nil {
		t.Error("wrote XML")
	}
}

func TestAnEmptySnapshot(t *testing.T) {
	b := &snapshot.Builder{}
	b.MarkRead(snapshot.Pods, "")
	empty := b.Snapshot()
	for _, format := range []string{"yaml", "json"} {
		snap, _ := read(t, text(t, empty, WriteOptions{Format: format}), source.Request{Needs: podsNeed})
		if len(snap.Objects())+len(snap.Gaps()) > 0 || !snap.Knows(snapshot.Pods, "x") || !snap.Time().Time.IsZero() {
			t.Errorf("held %v, gaps %v", held(snap), snap.Gaps())
		}
	}
}

func TestRedact(t *testing.T) {
	for _, format := range []string{"yaml", "json"} {
		got := text(t, everything(t), WriteOptions{Format: format, Redact: true})
		for _, secret := range []string{"hunter2", "last-applied"} {
			if strings.Contains(got, secret) {
				t.Errorf("%q is still in the %s", secret, format)
			}
		}
		for _, kept := range []string{"key-of-secret", "PASSWORD", "restartedAt", "2026-01-01", "prod", "kept", "db:1", "/ready", "9007199254740993", "250m", RedactedAnnotation} {
			if !strings.Contains(got, kept) {
				t.Errorf("%q is gone from the %s", kept, format)
			}
		}
		if snap, _ := read(t, got, source.Request{}); len(snap.Objects()) != 13 {
			t.Errorf("held %v", held(snap))
		}
	}
}

// Of claims only who made them is kept, of most objects not even that.
func TestFewKeepTheirManagers(t *testing.T) {
	written := text(t, everything(t), WriteOptions{Format: "yaml"})
	if n, fields := strings.Count(written, "managedFields"), strings.Count(written, "fieldsV1"); n != 2 || fields != 2 {
		t.Errorf("%d times managedFields, %d of them with fields", n, fields)
	}
}

// A snapshot tells what it knows; its objects alone prove nothing.
func TestKnowledgeOfASnapshot(t *testing.T) {
	req := source.Request{Needs: inspect.SnapshotNeeds}
	snap, _ := read(t, text(t, everything(t), WriteOptions{Format: "yaml"}), req)
	if !snap.Knows(snapshot.Pods, "x") || snap.Knows(snapshot.Pods, "y") || snap.Knows(snapshot.Services, "x") {
		t.Errorf("reads %v", snap.Reads())
	}
	if g := snap.GapIn(snapshot.Services, "x"); g == nil || g.Message != "the snapshot was taken without services" {
		t.Errorf("gap %+v", g)
	}
}

func TestSnapshotsMerge(t *testing.T) {
	at := func(when metav1.Time, version, message string) *snapshot.Snapshot {
		b := &snapshot.Builder{}
		b.Add(&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "x", Name: "web-0"}, Status: corev1.PodStatus{Message: message}})
		b.SetTime(when)
		b.SetServerVersion(version)
		return b.Snapshot()
	}
	b := &snapshot.Builder{}
	b.AddGap(snapshot.Gap{Resource: snapshot.Services, Namespace: "x", Reason: snapshot.Forbidden, Message: "no"})
	b.AddGap(snapshot.Gap{Resource: snapshot.Nodes, Reason: snapshot.Forbidden, Message: "no"})
	dir := write(t, map[string]string{
		"newer.json":   text(t, at(metav1.NewTime(captured.Add(time.Hour)), "v1.37.2", "newer"), WriteOptions{Format: "json"}),
		"older.yaml":   text(t, at(captured, "v1.36.0", "older"), WriteOptions{Format: "yaml"}),
		"gaps.yaml":    text(t, b.Snapshot(), WriteOptions{Format: "yaml"}),
		"service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: x}\n",
	})
	var paths []string
	for _, name := range []string{"newer.json", "older.yaml", "gaps.yaml", "service.yaml"} {
		paths = append(paths, filepath.Join(dir, name))
	}
	snap, err := New(paths, nil).Get(context.Background(), source.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if got := snap.PodsNamedFor("x", "web")[0].Status.Message; got != "newer" {
		t.Errorf("the %s Pod counts", got)
	}
	if snap.ServerVersion() != "v1.37.2" || !snap.Time().Time.Equal(captured.Add(time.Hour)) {
		t.Errorf("version %s, time %s", snap.ServerVersion(), snap.Time())
	}
	// The Service fills one of the gaps.
	if gaps := snap.Gaps(); len(gaps) != 1 || gaps[0].Resource != snapshot.Nodes {
		t.Errorf("gaps %v", gaps)
	}
}

func TestBrokenAnnotations(t *testing.T) {
	for annotation, want := range map[string]string{
		ReadAnnotation + `: "{"`: "standard input: document 1: annotation " + ReadAnnotation + ": unexpected end of JSON input",
		ReadAnnotation + `: "[]", ` + CapturedAtAnnotation + `: "noon"`: "standard input: document 1: annotation " + CapturedAtAnnotation + `: parsing time "noon"`,
		ReadAnnotation + `: "[]", ` + GapsAnnotation + `: "x"`:          "standard input: document 1: annotation " + GapsAnnotation + ": invalid character 'x'",
	} {
		doc := "apiVersion: v1\nkind: List\nmetadata: {annotations: {" + annotation + "}}\nitems: []\n"
		_, err := New([]string{"-"}, strings.NewReader(doc)).Get(context.Background(), source.Request{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestAFullDiskIsAnError(t *testing.T) {
	for _, format := range []string{"yaml", "json"} {
		if err := Write(full{}, everything(t), WriteOptions{Format: format}); err == nil {
			t.Errorf("%s: no error", format)
		}
	}
}

package plan

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/yaml"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func TestChangesThatCannotBeAskedFor(t *testing.T) {
	number := func(s string) *intstr.IntOrString { v := intstr.Parse(s); return &v }
	stranger := newFixture(1).pod(7, "x", func(pod *corev1.Pod) { pod.OwnerReferences = nil })
	unread := newFixture(2)
	unread.unread = []string{"controllerrevisions"}
	podless := newFixture(2)
	podless.unread = []string{"pods"}
	for _, c := range []struct {
		name    string
		fixture *fixture
		change  Change
		want    string
	}{
		{"a container that is not there", newFixture(1), Change{Images: []Image{{"nginx", "x"}}}, "web has no container nginx; it has: app"},
		{"a Pod that is not there", newFixture(1), Change{DeletePods: []string{"web-9"}}, "there is no Pod web-9 of StatefulSet web"},
		{"somebody else's Pod", stranger, Change{DeletePods: []string{"web-7"}}, "Pod web-7 does not belong to StatefulSet web"},
		{"the same Pod twice", newFixture(1), Change{DeletePods: []string{"web-0", "web-0"}}, "web-0 is to be deleted twice"},
		{"a revision that is not there", newFixture(1), Change{Undo: ptr(int64(9))}, "web has no revision 9; it has: 1"},
		{"an earlier revision when there is none", newFixture(1), Change{Undo: ptr(int64(0))}, "web has no earlier revision to go back to"},
		{"a partition of an OnDelete set", newFixture(1, onDelete), Change{Partition: ptr(int32(1))}, "web is updated by OnDelete: only RollingUpdate has a partition"},
		{"no Pods at all unavailable", newFixture(1), Change{MaxUnavailable: number("0")}, "maxUnavailable cannot be 0"},
		{"more than all Pods unavailable", newFixture(1), Change{MaxUnavailable: number("101%")}, "maxUnavailable cannot be 101%"},
		{"words for maxUnavailable", newFixture(1), Change{MaxUnavailable: number("few")}, "maxUnavailable cannot be few"},
		{"fewer than no replicas", newFixture(1), Change{Replicas: ptr(int32(-1))}, "replicas cannot be -1"},
		{"two templates", newFixture(1), Change{Undo: new(int64), Manifest: []byte("{}")}, "both bring a template"},
		{"another template, revisions unread", unread, Change{Images: image("app:2")}, "without ControllerRevisions, and they could not be read: forbidden"},
		{"anything, Pods unread", podless, Change{}, "no plan without Pods, and they could not be read: forbidden"},
		{"a manifest of another set", newFixture(1), Change{Manifest: []byte(`{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db"}}`), ManifestFile: "db.yaml"},
			"db.yaml: it is of StatefulSet db, not of web"},
		{"a manifest of another namespace", newFixture(1), Change{Manifest: []byte(`{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web","namespace":"bank"}}`)},
			"it is of namespace bank, not of shop"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := c.fixture.build(c.change)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("plan %v, error %v; want %q", p, err, c.want)
			}
		})
	}
}

// words are changes in short.
func words(changes []v1alpha1.PlanChange) string {
	var out []string
	for _, c := range changes {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s→%s", c.Field, c.From, c.To)))
	}
	return strings.Join(out, "; ")
}

func TestChangesAreTold(t *testing.T) {
	two := intstr.FromInt32(2)
	for _, c := range []struct {
		name    string
		fixture *fixture
		change  Change
		want    string
		note    string
	}{
		{"several at once", newFixture(2), Change{Replicas: ptr(int32(3)), Images: image("app:2"), Partition: ptr(int32(1)), MaxUnavailable: &two},
			"replicas 2→3; template →image 1→2; partition 0→1; maxUnavailable 1→2", ""},
		{"what is so already", newFixture(2), Change{Replicas: ptr(int32(2)), OrdinalsStart: new(int32)}, "", "it is so already"},
		{"a roll-back to where it is", badUpdate(), Change{Undo: ptr(int64(2))}, "", "the template is that of revision 2 already"},
		{"the revision before", badUpdate(), Change{Undo: new(int64)}, "template →image 2→1", ""},
		{"a Pod on its way out", newFixture(1).pod(0, "x", terminating(0)), Change{DeletePods: []string{"web-0"}}, "", "web-0 is being deleted already"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.fixture.plan(t, c.change)
			if got := words(p.Changes); got != c.want {
				t.Errorf("changes %q, want %q", got, c.want)
			}
			if got := strings.Join(p.Notes, "; "); !strings.Contains(got, c.note) {
				t.Errorf("notes %q, want %q", got, c.note)
			}
		})
	}
}

const manifestHead = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\n"

// live is a set as the API server holds it: with all defaults.
func live(options ...func(*appsv1.StatefulSet)) *fixture {
	return newFixture(2, append(options, func(s *appsv1.StatefulSet) {
		c := &s.Spec.Template.Spec.Containers[0]
		c.ImagePullPolicy, c.TerminationMessagePath, c.TerminationMessagePolicy = corev1.PullIfNotPresent, "/dev/termination-log", "File"
		s.Spec.Template.Spec.RestartPolicy, s.Spec.Template.Spec.DNSPolicy = corev1.RestartPolicyAlways, corev1.DNSClusterFirst
		s.Spec.Template.Spec.SchedulerName, s.Spec.Template.Spec.SecurityContext = "default-scheduler", &corev1.PodSecurityContext{}
	})...)
}

func TestManifest(t *testing.T) {
	const template = "spec:\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: app, image: %s}]}\n"
	applied := func(manifest string) func(*appsv1.StatefulSet) {
		return func(s *appsv1.StatefulSet) {
			raw, err := yaml.YAMLToJSON([]byte(manifestHead + manifest))
			if err != nil {
				panic(err)
			}
			s.Annotations = map[string]string{corev1.LastAppliedConfigAnnotation: string(raw)}
		}
	}
	env := func(s *appsv1.StatefulSet) {
		s.Spec.Template.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "MODE", Value: "x"}}
	}
	for _, c := range []struct {
		name     string
		fixture  *fixture
		manifest string
		changes  string
		rejects  string
	}{
		{"what is left out stays", live(), fmt.Sprintf(template, "app:1"), "", ""},
		{"what differs changes", live(), fmt.Sprintf(template, "app:2") + "  replicas: 4\n  minReadySeconds: 5\n", "replicas 2→4; template →image 1→2; minReadySeconds 0→5", ""},
		{"what others set stays", live(env), fmt.Sprintf(template, "app:1"), "", ""},
		{"what the manifest had set before is removed", live(env, applied("spec:\n  template: {spec: {containers: [{name: app, image: 'app:1', env: [{name: MODE, value: x}]}]}}\n")),
			fmt.Sprintf(template, "app:1"), "template →-1 env MODE", ""},
		{"a service name cannot be changed", live(), "spec: {serviceName: other}\n", "", "spec.serviceName cannot be changed: nginx → other"},
		{"nor can the Pod management policy", live(), "spec: {podManagementPolicy: Parallel}\n", "", "spec.podManagementPolicy cannot be changed: OrderedReady → Parallel"},
		{"nor can the selector", live(), "spec: {selector: {matchLabels: {tier: x}}}\n", "",
			"spec.selector cannot be changed: app=web → app=web,tier=x; the selector does not match the labels of the template"},
		{"nor can claim templates", live(claims(retain)), "spec: {volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: standard, resources: {requests: {storage: 20Gi}}}}]}\n",
			"", "spec.volumeClaimTemplates cannot be changed: data 10Gi of standard → data 20Gi of standard"},
		{"the same claim templates without defaults are no change", live(claims(retain)),
			"spec: {volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: standard, resources: {requests: {storage: 10Gi}}}}]}\n", "", ""},
		{"the labels have to match", live(), "spec: {template: {metadata: {labels: {app: other}}}}\n", "template →label app changed", "the selector does not match the labels of the template"},
		{"OnDelete has no partition", live(), "spec: {updateStrategy: {type: OnDelete}}\n", "updateStrategy RollingUpdate→OnDelete", "OnDelete has no rollingUpdate: remove it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw, err := yaml.YAMLToJSON([]byte(manifestHead + c.manifest))
			if err != nil {
				t.Fatal(err)
			}
			p := c.fixture.plan(t, Change{Manifest: raw, ManifestFile: "web.yaml"})
			if got := words(p.Changes); got != c.changes {
				t.Errorf("changes %q, want %q", got, c.changes)
			}
			var rejections []string
			for _, r := range p.Rejections {
				rejections = append(rejections, r.Message)
			}
			if got := strings.Join(rejections, "; "); got != c.rejects {
				t.Errorf("rejections %q, want %q", got, c.rejects)
			}
			if rejected := p.Outcome == v1alpha1.PlanRejected; rejected != (c.rejects != "") {
				t.Errorf("outcome %s", p.Outcome)
			}
		})
	}
}

// manifest is that of a live set, changed.
func (f *fixture) manifest(t *testing.T, change func(*appsv1.StatefulSet)) []byte {
	t.Helper()
	set := f.set.DeepCopy()
	set.TypeMeta.APIVersion, set.TypeMeta.Kind = "apps/v1", "StatefulSet"
	change(set)
	raw, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestRecreateRecipe(t *testing.T) {
	f := live(claims(retain)).add(standardClass())
	p := f.plan(t, Change{ManifestFile: "my web.yaml", Manifest: f.manifest(t, func(s *appsv1.StatefulSet) {
		s.Spec.ServiceName = "other"
		s.Spec.Replicas = ptr(int32(3))
	})})
	want := "kubectl -n shop get statefulset web -o yaml > web.backup.yaml.part && mv web.backup.yaml.part web.backup.yaml; kubectl -n shop delete statefulset web --cascade=orphan; kubectl -n shop apply -f 'my web.yaml'"
	if got := commands(p.Advice); got != want {
		t.Errorf("commands\n%s\nwant\n%s", got, want)
	}
	r := p.IfRecreated
	if r == nil || r.Outcome != v1alpha1.PlanDone || moves(r.Steps) != "+web-2" || r.Available.Lowest != 2 {
		t.Errorf("recreated: %+v; want the Pods adopted and web-2 created", r)
	}
	// A volume that the Pods do not mount yet makes the controller fail at each of them.
	p = f.plan(t, Change{ManifestFile: "web.yaml", Manifest: f.manifest(t, func(s *appsv1.StatefulSet) {
		more := s.Spec.VolumeClaimTemplates[0].DeepCopy()
		more.Name = "log"
		s.Spec.VolumeClaimTemplates = append(s.Spec.VolumeClaimTemplates, *more)
	})})
	r = p.IfRecreated
	if r == nil || r.Outcome != v1alpha1.PlanStuck || !strings.Contains(r.Message, "web-0 does not mount the claims") {
		t.Fatalf("recreated: %+v; want it to fail at web-0", r)
	}
	if got := commands(r.Advice); got != "kubectl -n shop delete pod web-0; kubectl -n shop delete pod web-1" {
		t.Errorf("advice %q", got)
	}
}

// revisionHistoryLimit can be changed from 1.33 on.
func TestImmutableFieldsDependOnTheVersion(t *testing.T) {
	change := Change{Manifest: []byte(`{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web"},"spec":{"revisionHistoryLimit":3}}`)}
	for version, want := range map[string]v1alpha1.PlanOutcome{"v1.32.5": v1alpha1.PlanRejected, "v1.33.0": v1alpha1.PlanDone, "v1.37.1": v1alpha1.PlanDone} {
		f := newFixture(1)
		f.version = version
		if got := f.plan(t, change).Outcome; got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}

// The snapshot is everybody's: a plan changes nothing of it.
func TestNothingIsChanged(t *testing.T) {
	f := badUpdate()
	f.add(volume("x", "Delete"))
	form := func() string {
		text, err := json.Marshal([]any{f.set, f.objects})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	before := form()
	f.plan(t, Change{Undo: new(int64), DeletePods: []string{"web-2"}, Replicas: ptr(int32(5)), Restart: true})
	if diff := cmp.Diff(before, form()); diff != "" {
		t.Errorf("objects (-before +after):\n%s", diff)
	}
}

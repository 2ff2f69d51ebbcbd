package resize

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func snapshotOf(f *fixture) *snapshot.Snapshot {
	var b snapshot.Builder
	for _, c := range f.claims {
		b.Add(c)
	}
	return b.Snapshot()
}

// Names from a hostile file stay what they are: arguments. The commands are run by a
// real shell in which kubectl and the like are functions that do nothing.
func TestHostileNamesStayArguments(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("not run: there is no sh")
	}
	const hostile = "x'; touch pwned; echo $(touch pwned) `touch pwned` \" ../../etc/x\n-rf \x1b"
	f := newFixture()
	f.set.Name, f.set.Namespace = hostile, hostile
	f.set.Spec.VolumeClaimTemplates[0].Name = hostile
	for i, c := range f.claims {
		c.Namespace = hostile
		c.Name = hostile + "-" + hostile + "-" + string(rune('0'+i))
	}
	for i, p := range f.pods {
		p.Namespace, p.Name = hostile, hostile+"-"+string(rune('0'+i))
	}
	f.set.Labels = map[string]string{fluxName: hostile, fluxNamespace: hostile}
	f.set.Annotations = map[string]string{corev1.LastAppliedConfigAnnotation: hostile}
	book := f.build(t, "20Gi")
	commands := 0
	run := func(command string) {
		commands++
		dir := t.TempDir()
		cmd := exec.Command(shell, "-c", "kubectl() { :; }; flux() { :; }; argocd() { :; }; grep() { :; }; mv() { :; }\n"+command)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s\n%v: %s", command, err, out)
		}
		for _, at := range []string{dir, filepath.Dir(dir)} {
			if _, err := os.Stat(filepath.Join(at, "pwned")); err == nil {
				t.Errorf("%s\nran what a name says", command)
			}
		}
	}
	for _, s := range book.Steps {
		for _, c := range s.Commands {
			run(c)
		}
	}
	for _, w := range book.Warnings {
		for _, c := range w.Commands {
			run(c)
		}
	}
	if commands < 10 {
		t.Errorf("only %d commands were tried", commands)
	}
}

// The patch that makes the successor finds the template by its place and checks its name.
func TestPatchOfTheSuccessor(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*fixture)
		want   string
	}{
		{"as it is", func(*fixture) {}, `{"op":"replace","path":"/spec/volumeClaimTemplates/0/spec/resources/requests/storage","value":"20Gi"}`},
		{"the second template", func(f *fixture) {
			log := f.set.Spec.VolumeClaimTemplates[0].DeepCopy()
			log.Name = "log"
			f.set.Spec.VolumeClaimTemplates = append([]corev1.PersistentVolumeClaim{*log}, f.set.Spec.VolumeClaimTemplates...)
		}, `{"op":"replace","path":"/spec/volumeClaimTemplates/1/spec/resources/requests/storage","value":"20Gi"}`},
		{"what kubectl apply remembers", func(f *fixture) {
			f.set.Annotations = map[string]string{corev1.LastAppliedConfigAnnotation: "{}"}
		}, `{"op":"remove","path":"/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration"}`},
		{"no request at all", func(f *fixture) { f.set.Spec.VolumeClaimTemplates[0].Spec.Resources.Requests = nil },
			`{"op":"add","path":"/spec/volumeClaimTemplates/0/spec/resources/requests","value":{"storage":"20Gi"}}`},
	} {
		f := newFixture()
		c.change(f)
		book, err := f.try("20Gi", "www")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(book.Steps, func(s v1alpha1.ResizeStep) bool { return s.Action == v1alpha1.ResizeSaveSet })
		save := strings.Join(book.Steps[i].Commands, "\n")
		if !strings.Contains(save, c.want) || !strings.Contains(save, `"value":"www"},`) {
			t.Errorf("%s: %s\nlacks %s", c.name, save, c.want)
		}
		patch := save[strings.Index(save, "'[")+1 : strings.Index(save, "]'")+1]
		if !json.Valid([]byte(patch)) {
			t.Errorf("%s: no JSON: %s", c.name, patch)
		}
	}
}

// Who keeps the set elsewhere is named, once.
func TestDeployers(t *testing.T) {
	manager := func(name string, operation metav1.ManagedFieldsOperationType) func(*fixture) {
		return func(f *fixture) {
			f.set.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: name, Operation: operation}, {Manager: "kube-controller-manager", Operation: metav1.ManagedFieldsOperationUpdate, Subresource: "status"}}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*fixture)
		want   []string
	}{
		{"nobody", manager("kubectl-client-side-apply", metav1.ManagedFieldsOperationUpdate), nil},
		{"Argo CD by its annotation", func(f *fixture) {
			f.set.Annotations = map[string]string{argoTracking: "my-app:apps/StatefulSet:shop/web"}
		}, []string{"Deployer Argo CD (application my-app) keeps argocd app set my-app --sync-policy none"}},
		{"Argo CD, an application of another namespace", func(f *fixture) {
			f.set.Annotations = map[string]string{argoTracking: "team_my-app:apps/StatefulSet:shop/web"}
		}, []string{"Deployer Argo CD (application team/my-app) keeps argocd app set team/my-app --sync-policy none"}},
		{"a name that is a flag is not pasted", func(f *fixture) {
			f.set.Annotations = map[string]string{argoTracking: "--server=evil:apps/StatefulSet:shop/web"}
		}, []string{"Deployer Argo CD (application --server=evil) keeps"}},
		{"nor one of Flux", func(f *fixture) { f.set.Labels = map[string]string{fluxName: "--context=evil", fluxNamespace: "x"} },
			[]string{"Deployer Flux (Kustomization --context=evil) keeps"}},
		{"Argo CD by its label", func(f *fixture) { f.set.Labels = map[string]string{argoInstance: "shop"} },
			[]string{"Deployer Argo CD (application shop) keeps argocd app set shop --sync-policy none"}},
		{"Argo CD by its field manager", manager("argocd-controller", metav1.ManagedFieldsOperationApply), []string{"Deployer Argo CD (field manager) keeps"}},
		{"Flux", func(f *fixture) { f.set.Labels = map[string]string{fluxName: "apps", fluxNamespace: "flux-system"} },
			[]string{"Deployer Flux (Kustomization apps) keeps flux suspend kustomization apps -n flux-system"}},
		{"a HelmRelease of Flux, not Helm", func(f *fixture) {
			f.set.Labels = map[string]string{fluxHelmName: "shop", managedBy: "Helm"}
			f.set.Annotations = map[string]string{helmRelease: "shop"}
		}, []string{"Deployer Flux (HelmRelease shop) keeps flux suspend helmrelease shop"}},
		{"Helm", func(f *fixture) {
			f.set.Labels = map[string]string{managedBy: "Helm"}
			f.set.Annotations = map[string]string{helmRelease: "shop"}
		}, []string{"Deployer Helm (release shop) keeps"}},
		{"an operator", func(f *fixture) {
			f.set.Labels = map[string]string{managedBy: "some-operator"}
			f.set.OwnerReferences = []metav1.OwnerReference{{Kind: "Kafka", Name: "bus", Controller: new(true)}}
		}, []string{"Owner Kafka/bus owns"}},
		{"a person who applies server-side", manager("kubectl", metav1.ManagedFieldsOperationApply), []string{"ServerSideApply kubectl applies"}},
		{"a finalizer", func(f *fixture) { f.set.Finalizers = []string{"db.example/cleanup"} }, []string{"Finalizer finalizer db.example/cleanup: the set is gone only once"}},
		{"a claim's owner", func(f *fixture) {
			f.claims[0].OwnerReferences = []metav1.OwnerReference{{Kind: "Kafka", Name: "bus"}}
		}, []string{"ClaimOwner Kafka/bus owns"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture()
			c.change(f)
			book := f.build(t, "20Gi")
			var got []string
			for i, w := range book.Warnings {
				text := string(w.Reason) + " " + w.Message
				if i < len(c.want) {
					keep := min(len(text), strings.Index(c.want[i], " keeps")+len(" keeps"))
					if !strings.Contains(c.want[i], " keeps") {
						keep = min(len(text), len(c.want[i]))
					}
					text = strings.Join(append([]string{text[:keep]}, w.Commands...), " ")
				}
				got = append(got, text)
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("warnings %q, want %q", got, c.want)
			}
			if book.Outcome != v1alpha1.ResizeReady {
				t.Errorf("outcome %s: %s", book.Outcome, book.Message)
			}
		})
	}
}

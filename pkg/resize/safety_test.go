package resize

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
)

// commandsOf are those of the step that does something.
func commandsOf(t *testing.T, book *v1alpha1.StatefulSetResize, action v1alpha1.ResizeAction) []string {
	t.Helper()
	i := slices.IndexFunc(book.Steps, func(s v1alpha1.ResizeStep) bool { return s.Action == action })
	if i < 0 || len(book.Steps[i].Commands) == 0 {
		t.Fatalf("no commands to %s: %+v", action, book.Steps)
	}
	return book.Steps[i].Commands
}

// inShell runs commands in dir, with a function kubectl in place of the program.
func inShell(t *testing.T, dir, kubectl string, commands ...string) string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("not run: there is no sh")
	}
	cmd := exec.Command(sh, "-c", "kubectl() {\n"+kubectl+"\n}\n"+strings.Join(commands, "\n"))
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput() // A command that fails, as some are to, is seen by what it leaves.
	return string(out)
}

// What changed after it was saved would be undone by the successor: an autoscaler's new
// replicas would go, by whenScaled with their claims. Then the set is not deleted.
func TestTheSetIsDeletedOnlyAsItWasSaved(t *testing.T) {
	book := newFixture().build(t, "20Gi")
	const kubectl = `case "$*" in *" get "*) echo "$LIVE" ;; *" delete "*) echo deleted ;; esac`
	manifest := "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  generation: 12\n  name: web\nspec:\n  replicas: 3\n"
	for _, c := range []struct {
		name, file, live string
		want             bool
	}{
		{"deleted as it was saved", manifest, "12", true},
		{"kept once it was scaled", manifest, "13", false},
		{"kept when another set has its name", manifest, "1", false},
		{"kept when it cannot be read", manifest, "", false},
		{"kept without a successor", "", "12", false},
	} {
		t.Run("it should be "+c.name, func(t *testing.T) {
			dir := t.TempDir()
			if c.file != "" {
				if err := os.WriteFile(filepath.Join(dir, "web-20Gi.yaml"), []byte(c.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			out := inShell(t, dir, "LIVE='"+c.live+"'\n"+kubectl, commandsOf(t, book, v1alpha1.ResizeDeleteSet)...)
			if got := strings.Contains(out, "deleted"); got != c.want {
				t.Errorf("deleted: %t, want %t\n%s", got, c.want, out)
			}
		})
	}
}

// Once the set is deleted, the files are all there is of it: whoever pastes the step
// that saves it once more must not lose them.
func TestSavingAgainLosesNothing(t *testing.T) {
	f := newFixture()
	f.set.Annotations = map[string]string{corev1.LastAppliedConfigAnnotation: "{}"}
	dir := t.TempDir()
	save := commandsOf(t, f.build(t, "20Gi"), v1alpha1.ResizeSaveSet)
	inShell(t, dir, "echo saved", save...)
	inShell(t, dir, "echo 'not found' >&2; return 1", save...)
	for _, name := range []string{"web.backup.yaml", "web-20Gi.yaml", "web.last-applied.json"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(text) != "saved\n" {
			t.Errorf("%s: %q, %v; want what was saved first", name, text, err)
		}
	}
}

// A set on its way out by these steps gets back what kubectl apply remembers, too.
func TestWhatApplyRemembersIsGivenBack(t *testing.T) {
	f := newFixture()
	deleted := ago(0)
	f.set.DeletionTimestamp, f.set.Finalizers = &deleted, []string{"orphan"}
	f.set.Annotations = map[string]string{corev1.LastAppliedConfigAnnotation: "{}"}
	_, err := f.try("20Gi", "")
	want := "kubectl -n shop create -f web-20Gi.yaml && kubectl -n shop apply set-last-applied --create-annotation -f web.last-applied.json"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v\nwant it to end in %s", err, want)
	}
}

// The commands go to the cluster that was looked at.
func TestEveryCommandGoesToTheClusterThatWasRead(t *testing.T) {
	f := newFixture()
	f.set.Annotations = map[string]string{corev1.LastAppliedConfigAnnotation: "{}"}
	snap := f.snapshot()
	report := inspect.Build(snap, f.set, inspect.Options{Now: now, Needs: Needs})
	book, err := Build(snap, report, Ask{Size: "20Gi"}, Options{Now: now, Rules: f.rules(), Flags: []string{"--context=prod eu"}})
	if err != nil {
		t.Fatal(err)
	}
	const flag = "'--context=prod eu'"
	for _, s := range book.Steps {
		for _, c := range s.Commands {
			if calls, flags := strings.Count(c, "kubectl "), strings.Count(c, flag); calls != flags {
				t.Errorf("%d of %d calls go to it: %s", flags, calls, c)
			}
		}
	}
	f.grow("20Gi")
	if got := Next(snapshotOf(f), "shop", "web", "20Gi", []string{"--context=prod eu"}); !strings.HasSuffix(got, "kubectl "+flag+" -n shop create -f web-20Gi.yaml") {
		t.Errorf("how to go on: %s", got)
	}
}

// The claims of my-web end like those of web; nothing was lost where my-web has them.
func TestClaimsOfAnotherSetAreNotTheirs(t *testing.T) {
	f := newFixture()
	f.grow("20Gi")
	f.set.Name = "eb"
	f.set.Spec.VolumeClaimTemplates[0].Name = "www-w"
	for _, c := range f.claims {
		c.Name = strings.Replace(c.Name, "www-web", "www-w-eb", 1)
	}
	if got := Next(f.snapshot(), "shop", "w-eb", "20Gi", nil); got != "" {
		t.Errorf("no claim is without a set, and yet: %s", got)
	}
}

// Who may edit StatefulSets may not edit their status (ClusterRole edit): that comes
// out before the set is gone, and not with the step that needs it.
func TestWhatIsNeededLaterIsTriedFirst(t *testing.T) {
	f := newFixture()
	old := f.canary()
	f.grow("20Gi")
	book := f.build(t, "20Gi")
	restore := commandsOf(t, book, v1alpha1.ResizeRestoreRevision)[0]
	if save := commandsOf(t, book, v1alpha1.ResizeSaveSet); !strings.Contains(restore, old) || !slices.Contains(save, restore+" --dry-run=server") {
		t.Errorf("%q is not tried in %q", restore, save)
	}
}

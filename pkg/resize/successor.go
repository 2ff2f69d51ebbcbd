package resize

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
)

// The files that the commands write, in the current directory.
func (b *book) backupFile() string      { return b.fileName(".backup.yaml") }
func (b *book) lastAppliedFile() string { return b.fileName(".last-applied.json") }
func (b *book) manifestFile() string    { return b.fileName("-" + b.size.String() + ".yaml") }

// fileName begins with the set's name. No API server takes one that would lead
// elsewhere, but a file may hold anything.
func (b *book) fileName(end string) string {
	return strings.TrimLeft(strings.ReplaceAll(b.set.Name, "/", "_"), "-.") + end
}

// saveCommands write the set as it is and its successor. Kubectl itself makes the one
// of the other: nothing of the set can get lost on the way through another program.
//
// What follows tries the successor under another name: the API server checks some
// things of new sets only (ValidateStatefulSet), and so do webhooks and RBAC.
func (b *book) saveCommands() []string {
	backup, manifest, plain := shell.Quote(b.backupFile()), shell.Quote(b.manifestFile()), b.program()
	trial := strings.TrimRight(b.set.Name[:min(len(b.set.Name), validation.DNS1123LabelMaxLength-len("-check"))], "-") + "-check"
	commands := []string{
		into(b.kubectl("get statefulset %s -o yaml", b.set.Name), b.backupFile()),
		into(plain+" patch -f "+backup+" --local --type=json -o yaml -p "+shell.Quote(b.patch()), b.manifestFile()),
	}
	if b.applied() {
		commands = append(commands, into(b.kubectl("apply view-last-applied statefulset %s -o json", b.set.Name), b.lastAppliedFile()))
	}
	commands = append(commands,
		plain+" patch -f "+manifest+" --local --type=merge -o yaml -p "+shell.Quote(`{"metadata":{"name":`+jsonText(trial)+`}}`)+
			" | "+b.kubectl("create --dry-run=server -f -"))
	if revision := b.heldRevision(); revision != "" {
		// Few roles hold patch on statefulsets/status: edit and admin do not.
		commands = append(commands, b.restoreCommand(revision)+" --dry-run=server")
	}
	return commands
}

// applied reports whether kubectl apply remembers what it applied last.
func (b *book) applied() bool { return b.set.Annotations[corev1.LastAppliedConfigAnnotation] != "" }

// into writes what a command prints to a file, in one go: when the command fails,
// as it does once the set is gone, what the file had stays. It may be all that is left.
func into(command, file string) string {
	part := shell.Quote(file + ".part")
	return command + " > " + part + " && mv " + part + " " + shell.Quote(file)
}

// patch makes the successor of the set that was saved. What the API server fills in
// it overwrites by itself, but for resourceVersion, which it refuses of other clients
// than kubectl. What kubectl apply remembers must not be there: kubectl create would
// write the whole successor into it. The generation stays: deleteCommand compares it.
func (b *book) patch() string {
	type operation struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value,omitempty"`
	}
	template := fmt.Sprintf("/spec/volumeClaimTemplates/%d", b.index)
	requests := template + "/spec/resources/requests"
	grow := operation{"add", requests + "/storage", b.size.String()}
	if len(b.template.Spec.Resources.Requests) == 0 {
		grow = operation{"add", requests, map[string]string{string(corev1.ResourceStorage): b.size.String()}}
	} else if _, found := b.template.Spec.Resources.Requests[corev1.ResourceStorage]; found {
		grow.Op = "replace"
	}
	operations := []operation{
		{"test", template + "/metadata/name", b.template.Name},
		grow,
		{"remove", "/metadata/resourceVersion", nil},
		{"remove", "/metadata/uid", nil},
	}
	if b.applied() {
		operations = append(operations, operation{"remove", "/metadata/annotations/" + strings.ReplaceAll(corev1.LastAppliedConfigAnnotation, "/", "~1"), nil})
	}
	return jsonText(operations)
}

package resize

import (
	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
)

func (b *book) growCommand(claim string) string {
	return b.kubectl("patch persistentvolumeclaim %s --type=merge -p %s", claim,
		`{"spec":{"resources":{"requests":{"storage":`+jsonText(b.size.String())+`}}}}`)
}

// awaitCommand compares texts: capacities are written as the driver made them.
func (b *book) awaitCommand(claims []*v1alpha1.ResizeClaim) string {
	format, args := "wait", []string{}
	for _, c := range claims {
		format += " %s"
		args = append(args, "persistentvolumeclaim/"+c.Name)
	}
	return b.kubectl(format+" %s --timeout=10m", append(args, "--for=jsonpath={.status.capacity.storage}="+b.size.String())...)
}

// deleteCommand does nothing unless the file of the successor is of the set's newest
// spec: an autoscaler may have added replicas meanwhile, which the successor would
// remove again, by whenScaled with their data. It does nothing without the file.
func (b *book) deleteCommand() string {
	return `grep -qx "  generation: $(` + b.kubectl("get statefulset %s -o %s", b.set.Name, "jsonpath={.metadata.generation}") + `)" ` +
		shell.Quote(b.manifestFile()) + " && " + b.kubectl("delete statefulset %s --cascade=orphan", b.set.Name)
}

func (b *book) createCommand() string { return b.kubectl("create -f %s", b.manifestFile()) }

// createCommands give kubectl apply back what it remembers.
func (b *book) createCommands() []string {
	commands := []string{b.createCommand()}
	if b.applied() {
		commands = append(commands, b.kubectl("apply set-last-applied --create-annotation -f %s", b.lastAppliedFile()))
	}
	return commands
}

func (b *book) restoreCommand(revision string) string {
	return b.kubectl("patch statefulset %s --subresource=status --type=merge -p %s", b.set.Name,
		`{"status":{"currentRevision":`+jsonText(revision)+`}}`)
}

// againCommand is the one that made this runbook.
func (b *book) againCommand() string {
	command := b.sts("storage") + " --resize " + shell.Quote(b.size.String())
	if len(b.set.Spec.VolumeClaimTemplates) > 1 {
		command += " --template " + shell.Quote(b.template.Name)
	}
	return command
}

package resize

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
)

// This file has the commands that pause what keeps a set. Whoever may annotate or
// label the set chose the names in them: one that no object can have gets no command,
// as with --server=elsewhere it would send somebody's token there.

// application is the application of Argo CD that tracks the set: its name or, of one
// outside Argo's own namespace, NAMESPACE/NAME (InstanceName of argo-cd's util/argo).
func (b *book) application() string {
	app, _, _ := strings.Cut(b.set.Annotations[argoTracking], ":")
	if app == "" {
		app = b.set.Labels[argoInstance]
	}
	// No name of an object has an underscore.
	return strings.Replace(app, "_", "/", 1)
}

func argo(app string) []string {
	for _, part := range strings.SplitN(app, "/", 2) {
		if !isName(part) {
			return nil
		}
	}
	return []string{"argocd app set " + shell.Quote(app) + " --sync-policy none"}
}

func flux(kind, name, namespace string) []string {
	if !isName(name) || namespace != "" && !isName(namespace) {
		return nil
	}
	command := "flux suspend " + kind + " " + shell.Quote(name)
	if namespace != "" {
		command += " -n " + shell.Quote(namespace)
	}
	return []string{command}
}

// isName reports whether an object can have the name.
func isName(s string) bool { return len(validation.IsDNS1123Subdomain(s)) == 0 }

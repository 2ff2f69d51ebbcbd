package resize

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// What marks a set as somebody's.
const (
	argoTracking  = "argocd.argoproj.io/tracking-id"
	argoInstance  = "argocd.argoproj.io/instance"
	fluxName      = "kustomize.toolkit.fluxcd.io/name"
	fluxNamespace = "kustomize.toolkit.fluxcd.io/namespace"
	fluxHelmName  = "helm.toolkit.fluxcd.io/name"
	fluxHelmSpace = "helm.toolkit.fluxcd.io/namespace"
	helmRelease   = "meta.helm.sh/release-name"
	managedBy     = "app.kubernetes.io/managed-by"
)

// deployers are the field managers of programs that keep a set like a source.
var deployers = []struct{ manager, name string }{
	{"argocd-", "Argo CD"}, {"kustomize-controller", "Flux"}, {"helm-controller", "Flux"}, {"helm", "Helm"},
	{"Terraform", "Terraform"}, {"pulumi-kubernetes", "Pulumi"}, {"fleetagent", "Fleet"},
}

// warnOwners says who may get in between, and who has to be told the new size.
func (b *book) warnOwners() {
	if ref := metav1.GetControllerOfNoCopy(b.set); ref != nil {
		b.warning(v1alpha1.WarnOwner, fmt.Sprintf(
			"%s/%s owns the set: once that is deleted it may create it again, with the old template. See first whether it can grow the storage by itself; otherwise stop it until this is done",
			ref.Kind, ref.Name))
	}
	for _, finalizer := range b.set.Finalizers {
		b.warning(v1alpha1.WarnFinalizer, fmt.Sprintf(
			"finalizer %s: the set is gone only once whoever put it there has removed it. See first what that does when the set is deleted", finalizer))
	}
	b.warnDeployers()
	if managers := b.appliers(); len(managers) > 0 {
		b.warning(v1alpha1.WarnServerSideApply, fmt.Sprintf(
			"%s applies the set server-side: it does not own the fields of the new one, and its next change needs --force-conflicts", strings.Join(managers, ", ")))
	}
}

func (b *book) warnDeployers() {
	const pause = "pause it first, and change the size there before it goes on: it would put the old template back, or be refused"
	labels, annotations := b.set.Labels, b.set.Annotations
	deployer := func(who string, commands ...string) {
		b.warning(v1alpha1.WarnDeployer, who+" keeps the set: "+pause, commands...)
	}
	switch app := b.application(); {
	case app != "":
		deployer("Argo CD (application "+app+")", argo(app)...)
	case labels[fluxHelmName] != "":
		deployer("Flux (HelmRelease "+labels[fluxHelmName]+")", flux("helmrelease", labels[fluxHelmName], labels[fluxHelmSpace])...)
	case labels[fluxName] != "":
		deployer("Flux (Kustomization "+labels[fluxName]+")", flux("kustomization", labels[fluxName], labels[fluxNamespace])...)
	case annotations[helmRelease] != "":
		b.warning(v1alpha1.WarnDeployer, fmt.Sprintf("Helm (release %s) keeps the set: let nobody upgrade it meanwhile, and change the size in its values before the next upgrade, which is refused otherwise",
			annotations[helmRelease]))
	case b.managedByDeployer() != "":
		deployer(b.managedByDeployer() + " (field manager)")
	case labels[managedBy] != "" && metav1.GetControllerOfNoCopy(b.set) == nil:
		deployer(labels[managedBy] + " (label " + managedBy + ")")
	}
}

func (b *book) managedByDeployer() string {
	for i := range b.set.ManagedFields {
		if name := deployerOf(&b.set.ManagedFields[i]); name != "" {
			return name
		}
	}
	return ""
}

// deployerOf is whose field manager it is, empty for nobody's.
func deployerOf(entry *metav1.ManagedFieldsEntry) string {
	for _, d := range deployers {
		if entry.Subresource == "" && (entry.Manager == d.manager || strings.HasSuffix(d.manager, "-") && strings.HasPrefix(entry.Manager, d.manager)) {
			return d.name
		}
	}
	return ""
}

// lastApplied is whom kubectl lets own the annotation that it keeps for client-side apply.
const lastApplied = "kubectl-last-applied"

// appliers are the field managers that apply the set server-side. Deployers are not
// among them: they force their way.
func (b *book) appliers() []string {
	var out []string
	for i := range b.set.ManagedFields {
		entry := &b.set.ManagedFields[i]
		if entry.Operation == metav1.ManagedFieldsOperationApply && entry.Subresource == "" && entry.Manager != lastApplied &&
			deployerOf(entry) == "" && !slices.Contains(out, entry.Manager) {
			out = append(out, entry.Manager)
		}
	}
	return out
}

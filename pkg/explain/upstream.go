package explain

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// source is a rule of Kubernetes outside the StatefulSet controller's sync, which
// pkg/replay has. Its lines are those of replay.RuleVersion.
type source struct {
	fn, path string
	from, to int
	says     string
}

func (s source) ground() v1alpha1.Ground {
	return v1alpha1.Ground{Rule: s.fn, Says: s.says, URL: fmt.Sprintf(
		"https://github.com/kubernetes/kubernetes/blob/%s/%s#L%d-L%d", replay.RuleVersion, s.path, s.from, s.to)}
}

const utils = "pkg/controller/statefulset/stateful_set_utils.go"

var (
	sourceRange = source{"podInOrdinalRange", utils, 112, 117,
		"the range goes from ordinals.start to ordinals.start + replicas - 1; the index of an ordinal counts from ordinals.start"}
	sourceName = source{"getPodName", utils, 119, 122,
		"a Pod's name is the set's and its ordinal"}
	sourceIdentity = source{"initIdentity", utils, 446, 451,
		"a Pod is created with its name as hostname and the set's serviceName as subdomain"}
	sourceClaimName = source{"getPersistentVolumeClaimName", utils, 124, 129,
		"a claim's name is its template's, the set's and the ordinal, so that each Pod of the ordinal mounts the same one"}
	sourceEndpoint = source{"podToEndpoint", "staging/src/k8s.io/endpointslice/utils.go", 38, 72,
		"a Pod's endpoint has its hostname when its subdomain is the Service's name, and is ready while the Pod is"}
	sourceGarbage = source{"attemptToDeleteItem", "pkg/controller/garbagecollector/garbagecollector.go", 571, 661,
		"an object is deleted once none of its owners exists any more, and kept while one does"}
	sourceProtection = source{"podUsesPVCForDeletion", "pkg/controller/volume/pvcprotection/pvc_protection_controller.go", 457, 471,
		"a claim that is deleted stays as long as a Pod on a node mounts it"}
	sourceReclaim = source{"reclaimVolume", "pkg/controller/volume/persistentvolume/pv_controller.go", 1181, 1224,
		"what becomes of a volume whose claim is gone is its reclaim policy's to say"}
	sourceGrace = source{"CheckGracefulDelete", "pkg/registry/core/pod/strategy.go", 175, 206,
		"a Pod that runs on a node is given its grace period to end; any other is gone at once"}
	sourceEviction = source{"checkAndDecrement", "pkg/registry/core/pod/storage/eviction.go", 425, 486,
		"a PodDisruptionBudget is asked when a Pod is evicted, and not when it is deleted"}
	sourceTaint = source{"processPodOnNode", "pkg/controller/tainteviction/taint_eviction.go", 451, 490,
		"a Pod on a node tainted NoExecute is deleted when the shortest toleration of the taint has passed"}
	sourceOutOfService = source{"gcTerminating", "pkg/controller/podgc/gc_controller.go", 148, 191,
		"a terminating Pod on a node that is not ready and tainted out-of-service is removed"}
	sourceOrphaned = source{"gcOrphaned", "pkg/controller/podgc/gc_controller.go", 228, 268,
		"a Pod on a node whose Node object is deleted is removed"}
	sourceDetach = source{"reconcile", "pkg/controller/volume/attachdetach/reconciler/reconciler.go", 208, 285,
		"a volume that is mounted on a node is detached after a time-out, if that is on, or at once from a node tainted out-of-service"}
	sourceAffinity = source{"CheckNodeAffinity", "staging/src/k8s.io/component-helpers/storage/volume/helpers.go", 68, 84,
		"a Pod runs only on nodes that its volumes' nodeAffinity allows"}
)

// groundDNS is no code but a promise, kept by CoreDNS.
var groundDNS = v1alpha1.Ground{
	Rule: "DNS specification, 2.4", Says: "a ready endpoint with a hostname has an address record of that name under its headless Service",
	URL: "https://github.com/kubernetes/dns/blob/master/docs/specification.md#24---records-for-a-headless-service",
}

package snapshot

import (
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// mostAsked bounds the ordinals of one set that DNS is asked for: a replicas field
// of billions must not become billions of questions.
const mostAsked = 20_000

// ControlName is a Service that every cluster has: that DNS does not know it under
// a domain tells that the domain is another one.
func ControlName(clusterDomain string) string {
	return statefulset.ServiceDomain("kubernetes", metav1.NamespaceDefault, clusterDomain)
}

// Questions are what there is to ask DNS for the names of the sets that are held:
// of each ordinal's Pod and of each Pod beyond, the addresses; of each named port of
// the governing Services, the SRV records; and before all of them the control name.
// Names that cannot resolve are asked for too.
func (s *Snapshot) Questions(clusterDomain string) []Question {
	var names, srv []string
	for _, set := range s.sets {
		service := set.Spec.ServiceName
		if service == "" {
			continue
		}
		for _, pod := range s.podNames(set) {
			names = append(names, statefulset.FQDN(pod, service, set.Namespace, clusterDomain))
		}
		if svc := s.Service(set.Namespace, service); svc != nil {
			srv = append(srv, statefulset.SRVNames(svc, clusterDomain)...)
		}
	}
	if len(names) == 0 {
		return nil
	}
	out := []Question{{Name: ControlName(clusterDomain), Type: RecordA}}
	for _, name := range unique(srv) {
		out = append(out, Question{Name: name, Type: RecordSRV})
	}
	for _, name := range unique(names) {
		out = append(out, Question{Name: name, Type: RecordA}, Question{Name: name, Type: RecordAAAA})
	}
	return out
}

// podNames are those of the set's range and of the Pods that are there.
func (s *Snapshot) podNames(set *appsv1.StatefulSet) []string {
	var out []string
	start := statefulset.StartOrdinal(set)
	for i := range min(max(statefulset.Replicas(set), 0), mostAsked) {
		out = append(out, statefulset.PodName(set, start+i))
	}
	for _, pod := range slices.Concat(s.PodsControlledBy(set.UID), s.PodsNamedFor(set.Namespace, set.Name)) {
		if _, ordinal := statefulset.ParentAndOrdinal(pod.Name); ordinal >= 0 {
			out = append(out, statefulset.PodName(set, ordinal))
		}
	}
	return out
}

// unique drops what was there before and keeps the order.
func unique(names []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(names, func(name string) bool {
		twice := seen[name]
		seen[name] = true
		return twice
	})
}

// ConcernsDNS reports whether an answer is about a name of one of the sets, in
// whatever domain, or about the control name.
func ConcernsDNS(a Answer, sets []*appsv1.StatefulSet) bool {
	if strings.HasPrefix(a.Name, ControlName("")) {
		return true
	}
	return slices.ContainsFunc(sets, func(set *appsv1.StatefulSet) bool {
		zone := "." + statefulset.ServiceDomain(set.Spec.ServiceName, set.Namespace, "")
		host, _, below := strings.Cut(a.Name, zone)
		if !below {
			return false
		}
		parent, ordinal := statefulset.ParentAndOrdinal(host)
		return a.Type == RecordSRV || parent == set.Name && ordinal >= 0
	})
}

package statefulset

import (
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// DefaultClusterDomain is what kubeadm and nearly every distribution configure.
const DefaultClusterDomain = "cluster.local"

// PodName is the name of the set's Pod at ordinal (getPodName).
func PodName(set *appsv1.StatefulSet, ordinal int32) string {
	return set.Name + "-" + strconv.Itoa(int(ordinal))
}

// ClaimName is the name of the claim of one claim template at ordinal
// (getPersistentVolumeClaimName).
func ClaimName(set *appsv1.StatefulSet, template string, ordinal int32) string {
	return ClaimPrefix(set, template) + "-" + strconv.Itoa(int(ordinal))
}

// ClaimPrefix is what the names of all claims of one template have before their ordinal.
func ClaimPrefix(set *appsv1.StatefulSet, template string) string {
	return template + "-" + set.Name
}

// FQDN is the name under which the governing Service publishes a Pod:
// <hostname>.<subdomain>.<namespace>.svc.<cluster domain>.
func FQDN(hostname, service, namespace, clusterDomain string) string {
	return hostname + "." + ServiceDomain(service, namespace, clusterDomain)
}

// ServiceDomain is the DNS name of a Service.
func ServiceDomain(service, namespace, clusterDomain string) string {
	return service + "." + namespace + ".svc." + clusterDomain
}

// SRVName is the name of the SRV records of one named port of a Service; each
// ready endpoint of the Service is one target of it.
func SRVName(port, protocol, service, namespace, clusterDomain string) string {
	return "_" + port + "._" + protocol + "." + ServiceDomain(service, namespace, clusterDomain)
}

// SRVNames are the names of a Service's SRV records: DNS has them for named ports only.
func SRVNames(service *corev1.Service, clusterDomain string) []string {
	var out []string
	for _, p := range service.Spec.Ports {
		if p.Name == "" {
			continue
		}
		protocol := strings.ToLower(string(p.Protocol))
		if protocol == "" {
			protocol = "tcp"
		}
		out = append(out, SRVName(p.Name, protocol, service.Name, service.Namespace, clusterDomain))
	}
	return out
}

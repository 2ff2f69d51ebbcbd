package snapshot

import (
	"strconv"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// Corefile returns CoreDNS's configuration, empty when it was not read.
func (s *Snapshot) Corefile() string {
	if c := s.configs[types.NamespacedName{Namespace: CoreDNSNamespace, Name: CoreDNSConfigMap}]; c != nil {
		return c.Data[CorefileKey]
	}
	return ""
}

// CorefileDomain is the first zone of CoreDNS's kubernetes plugin that is no
// reverse zone: `kubernetes cluster.local in-addr.arpa ip6.arpa {`. It is empty
// when the Corefile was not read.
func (s *Snapshot) CorefileDomain() string {
	for line := range strings.Lines(s.Corefile()) {
		fields := corefileFields(line)
		if len(fields) < 2 || fields[0] != "kubernetes" {
			continue
		}
		for _, zone := range fields[1:] {
			zone = strings.Trim(zone, ".")
			if zone != "" && zone != "{" && !strings.HasSuffix(zone, ".arpa") {
				return zone
			}
		}
	}
	return ""
}

// dnsTTL is the ttl of the kubernetes plugin in kubeadm's Corefile, and of kube-dns.
const dnsTTL = 30 * time.Second

// DNSKeeps is how long DNS may repeat an answer that is not true any more. A cache
// keeps a record for its ttl, unless it is told a longer time, or to serve what is stale
// when nobody can be asked (CoreDNS's cache plugin).
func (s *Snapshot) DNSKeeps() time.Duration {
	keeps := dnsTTL
	for line := range strings.Lines(s.Corefile()) {
		fields := corefileFields(line)
		if len(fields) == 0 {
			continue
		}
		switch fields[0] {
		case "ttl":
			keeps = max(keeps, seconds(fields[1:]))
		case "success", "denial":
			// CAPACITY TTL MINTTL of the cache plugin: the last keeps records for longer than their ttl.
			if len(fields) > 3 {
				keeps = max(keeps, seconds(fields[3:]))
			}
		case "serve_stale":
			// By default up to an hour.
			keeps = max(keeps, time.Hour)
			if d, err := time.ParseDuration(strings.Join(fields[1:min(2, len(fields))], "")); err == nil {
				keeps = max(keeps, d)
			}
		}
	}
	return keeps
}

// seconds is the only one of fields, 0 for what is no number.
func seconds(fields []string) time.Duration {
	n, err := strconv.ParseUint(strings.Join(fields, " "), 10, 16)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Second
}

// EndpointPodNames reports whether CoreDNS knows entries of EndpointSlices that have no
// hostname by the names of their Pods.
func (s *Snapshot) EndpointPodNames() bool {
	for line := range strings.Lines(s.Corefile()) {
		if fields := corefileFields(line); len(fields) > 0 && fields[0] == "endpoint_pod_names" {
			return true
		}
	}
	return false
}

func corefileFields(line string) []string {
	line, _, _ = strings.Cut(line, "#")
	return strings.Fields(line)
}

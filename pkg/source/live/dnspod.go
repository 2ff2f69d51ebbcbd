package live

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/source"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

const dnsPort = 53

// dnsServer is a Pod of the cluster's DNS.
type dnsServer struct {
	namespace, pod string
	port           int32
}

// dnsPlaces are where the Pods of the cluster's DNS are: nearly everywhere, and on OpenShift.
var dnsPlaces = []struct{ namespace, selector string }{
	{metav1.NamespaceSystem, "k8s-app=kube-dns"},
	{"openshift-dns", "dns.operator.openshift.io/daemonset-dns=default"},
}

// errNoDNSPod is for clusters whose DNS is no Pod, or none that is known here.
var errNoDNSPod = errors.New("no ready Pod labelled k8s-app=kube-dns in kube-system, nor one of OpenShift's; name one with --dns-pod=NAMESPACE/NAME")

// dnsServers are the Pods to ask: the one that is named, or those that are found
// ready, to be tried in order.
func (r *reading) dnsServers(ctx context.Context, ask source.DNS) ([]dnsServer, error) {
	if ask.Pod != "" {
		return r.namedServer(ctx, ask)
	}
	for i, place := range dnsPlaces {
		list, err := r.clients.core.Pods(place.namespace).List(ctx, byLabel(place.selector))
		if err != nil && i == 0 {
			return nil, err
		}
		if err != nil {
			continue // Who has looked in kube-system and may not look here has nothing to learn from that.
		}
		if found := readyServers(list.Items); len(found) > 0 {
			return found, nil
		}
	}
	return nil, errNoDNSPod
}

// namedServer needs no right to read the Pod: port 53 is a good guess.
func (r *reading) namedServer(ctx context.Context, ask source.DNS) ([]dnsServer, error) {
	server := dnsServer{ask.Namespace, ask.Pod, cmp.Or(ask.Port, dnsPort)}
	if ask.Port != 0 {
		return []dnsServer{server}, nil
	}
	pod, err := r.clients.core.Pods(ask.Namespace).Get(ctx, ask.Pod, metav1.GetOptions{})
	switch {
	case err == nil:
		server.port = portOf(pod)
	case !apierrors.IsForbidden(err):
		return nil, err
	}
	return []dnsServer{server}, nil
}

func readyServers(pods []corev1.Pod) (out []dnsServer) {
	for i := range pods {
		if pod := &pods[i]; pod.DeletionTimestamp == nil && statefulset.IsReady(pod) {
			out = append(out, dnsServer{pod.Namespace, pod.Name, portOf(pod)})
		}
	}
	slices.SortFunc(out, func(a, b dnsServer) int { return strings.Compare(a.pod, b.pod) })
	return out
}

// portOf is the container port for DNS over TCP: named dns-tcp by kubeadm and most
// others, 5353 under that name on OpenShift, without that name on RKE2.
func portOf(pod *corev1.Pod) int32 {
	for i := range pod.Spec.Containers {
		for _, p := range pod.Spec.Containers[i].Ports {
			if p.Name == "dns-tcp" && p.ContainerPort > 0 {
				return p.ContainerPort
			}
		}
	}
	return dnsPort
}

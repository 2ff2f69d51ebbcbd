package live

import (
	"context"
	"runtime/debug"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	appsclient "k8s.io/client-go/kubernetes/typed/apps/v1"
	coreclient "k8s.io/client-go/kubernetes/typed/core/v1"
	discoveryclient "k8s.io/client-go/kubernetes/typed/discovery/v1"
	policyclient "k8s.io/client-go/kubernetes/typed/policy/v1"
	storageclient "k8s.io/client-go/kubernetes/typed/storage/v1"
	"k8s.io/client-go/metadata"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // The credential plugins that a kubeconfig may name.
	"k8s.io/client-go/rest"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// clients are the typed clients of the groups that are read, all on one
// http.Client: one TCP connection, one TLS handshake. The whole clientset would
// add 12 MB to the binary.
type clients struct {
	apps      *appsclient.AppsV1Client
	core      *coreclient.CoreV1Client
	discovery *discoveryclient.DiscoveryV1Client
	policy    *policyclient.PolicyV1Client
	storage   *storageclient.StorageV1Client
	metadata  metadata.Interface
}

func newClients(config *rest.Config) (*clients, error) {
	config = rest.CopyConfig(config)
	config.ContentType = runtime.ContentTypeProtobuf
	config.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON
	// A handful of requests at once is not to be slowed down by the client; the
	// server has priority and fairness to defend itself.
	config.QPS, config.Burst, config.RateLimiter = -1, 0, nil
	if config.UserAgent == "" {
		config.UserAgent = "kubectl-sts/" + buildVersion()
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	c := &clients{}
	if c.apps, err = appsclient.NewForConfigAndClient(config, client); err != nil {
		return nil, err
	}
	if c.core, err = coreclient.NewForConfigAndClient(config, client); err != nil {
		return nil, err
	}
	if c.discovery, err = discoveryclient.NewForConfigAndClient(config, client); err != nil {
		return nil, err
	}
	if c.policy, err = policyclient.NewForConfigAndClient(config, client); err != nil {
		return nil, err
	}
	if c.storage, err = storageclient.NewForConfigAndClient(config, client); err != nil {
		return nil, err
	}
	c.metadata, err = metadata.NewForConfigAndClient(config, client)
	return c, err
}

// buildVersion is the module's version as `go install` recorded it.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "devel"
}

type (
	lister  func(context.Context, metav1.ListOptions) (runtime.Object, error)
	getter  func(context.Context, string, metav1.GetOptions) (snapshot.Object, error)
	watcher func(context.Context, metav1.ListOptions) (watch.Interface, error)
)

// access is one resource's LIST, GET and WATCH, made the same for every type.
type access struct {
	list  lister
	get   getter
	watch watcher
}

// typed is what a typed client of any resource has.
type typed[L, T runtime.Object] interface {
	List(context.Context, metav1.ListOptions) (L, error)
	Get(context.Context, string, metav1.GetOptions) (T, error)
	Watch(context.Context, metav1.ListOptions) (watch.Interface, error)
}

func accessOf[L, T runtime.Object](c typed[L, T]) access {
	return access{
		list: func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return c.List(ctx, o) },
		get: func(ctx context.Context, name string, o metav1.GetOptions) (snapshot.Object, error) {
			obj, err := c.Get(ctx, name, o)
			if err != nil {
				return nil, err
			}
			return any(obj).(snapshot.Object), nil
		},
		watch: c.Watch,
	}
}

// podMetadata stands for the Pods of a namespace without spec and status. A
// Snapshot does not hold them; they only tell which Pods to get.
var podMetadata = schema.GroupResource{Resource: snapshot.Pods.Resource + " metadata"}

// of gives access to resource in namespace.
func (c *clients) of(resource schema.GroupResource, namespace string) access {
	switch resource {
	case snapshot.StatefulSets:
		return accessOf(c.apps.StatefulSets(namespace))
	case snapshot.ControllerRevisions:
		return accessOf(c.apps.ControllerRevisions(namespace))
	case snapshot.Pods:
		return accessOf(c.core.Pods(namespace))
	case snapshot.PersistentVolumeClaims:
		return accessOf(c.core.PersistentVolumeClaims(namespace))
	case snapshot.PersistentVolumes:
		return accessOf(c.core.PersistentVolumes())
	case snapshot.Services:
		return accessOf(c.core.Services(namespace))
	case snapshot.Nodes:
		return accessOf(c.core.Nodes())
	case snapshot.ConfigMaps:
		return accessOf(c.core.ConfigMaps(namespace))
	case snapshot.Events:
		return accessOf(c.core.Events(namespace))
	case snapshot.EndpointSlices:
		return accessOf(c.discovery.EndpointSlices(namespace))
	case snapshot.PodDisruptionBudgets:
		return accessOf(c.policy.PodDisruptionBudgets(namespace))
	case podMetadata:
		pods := c.metadata.Resource(corev1.SchemeGroupVersion.WithResource(snapshot.Pods.Resource)).Namespace(namespace)
		return access{
			list:  func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return pods.List(ctx, o) },
			watch: pods.Watch,
		}
	case snapshot.VolumeAttachments:
		return accessOf(c.storage.VolumeAttachments())
	default: // StorageClasses: a Snapshot holds nothing else.
		return accessOf(c.storage.StorageClasses())
	}
}

// pages reads a list page by page and gives each object to keep; reset is called
// when the list begins anew. Objects are copied out of their page, so that a page
// of which little is kept can be freed.
func pages(ctx context.Context, list lister, opts metav1.ListOptions, reset func(), keep func(runtime.Object)) error {
	for {
		page, err := list(ctx, opts)
		if expired(err) && opts.Continue != "" {
			// The list outlived the server's memory (etcd compaction, 5 minutes):
			// begin anew and take it whole, as client-go's pager does.
			opts.Limit, opts.Continue = 0, ""
			reset()
			continue
		}
		if err != nil {
			return err
		}
		if err := meta.EachListItemWithAlloc(page, func(obj runtime.Object) error { keep(obj); return nil }); err != nil {
			return err
		}
		l, err := meta.ListAccessor(page)
		if err != nil {
			return err
		}
		if opts.Continue = l.GetContinue(); opts.Continue == "" {
			return nil
		}
	}
}

package live

import (
	"context"
	"runtime/debug"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
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
	lister func(context.Context, metav1.ListOptions) (runtime.Object, error)
	getter func(context.Context, string, metav1.GetOptions) (snapshot.Object, error)
)

// access is one resource's LIST and GET, made the same for every type.
func access[L, T runtime.Object](
	list func(context.Context, metav1.ListOptions) (L, error),
	get func(context.Context, string, metav1.GetOptions) (T, error),
) (lister, getter) {
	return func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return list(ctx, o) },
		func(ctx context.Context, name string, o metav1.GetOptions) (snapshot.Object, error) {
			obj, err := get(ctx, name, o)
			if err != nil {
				return nil, err
			}
			return any(obj).(snapshot.Object), nil
		}
}

// of gives the LIST and GET of resource in namespace.
func (c *clients) of(resource schema.GroupResource, namespace string) (lister, getter) {
	switch resource {
	case snapshot.StatefulSets:
		sets := c.apps.StatefulSets(namespace)
		return access(sets.List, sets.Get)
	case snapshot.ControllerRevisions:
		revisions := c.apps.ControllerRevisions(namespace)
		return access(revisions.List, revisions.Get)
	case snapshot.Pods:
		pods := c.core.Pods(namespace)
		return access(pods.List, pods.Get)
	case snapshot.PersistentVolumeClaims:
		claims := c.core.PersistentVolumeClaims(namespace)
		return access(claims.List, claims.Get)
	case snapshot.PersistentVolumes:
		volumes := c.core.PersistentVolumes()
		return access(volumes.List, volumes.Get)
	case snapshot.Services:
		services := c.core.Services(namespace)
		return access(services.List, services.Get)
	case snapshot.Nodes:
		nodes := c.core.Nodes()
		return access(nodes.List, nodes.Get)
	case snapshot.ConfigMaps:
		configs := c.core.ConfigMaps(namespace)
		return access(configs.List, configs.Get)
	case snapshot.Events:
		events := c.core.Events(namespace)
		return access(events.List, events.Get)
	case snapshot.EndpointSlices:
		endpoints := c.discovery.EndpointSlices(namespace)
		return access(endpoints.List, endpoints.Get)
	case snapshot.PodDisruptionBudgets:
		budgets := c.policy.PodDisruptionBudgets(namespace)
		return access(budgets.List, budgets.Get)
	default: // StorageClasses: a Snapshot holds nothing else.
		classes := c.storage.StorageClasses()
		return access(classes.List, classes.Get)
	}
}

// podMetadata lists the Pods of a namespace without spec and status.
func (c *clients) podMetadata(namespace string) lister {
	pods := c.metadata.Resource(schema.GroupVersionResource{Version: "v1", Resource: snapshot.Pods.Resource}).Namespace(namespace)
	return func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return pods.List(ctx, o) }
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

package judge

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	clientset "k8s.io/client-go/kubernetes"
	appsclient "k8s.io/client-go/kubernetes/typed/apps/v1"
	appslisters "k8s.io/client-go/listers/apps/v1"
	"k8s.io/client-go/tools/cache"
)

var revisionResource = appsv1.Resource("controllerrevisions")

// client is as much of a client as the history of a set uses: the rest of the
// interface is nil, and a call of it would end the judge.
type client struct {
	clientset.Interface
	appsclient.AppsV1Interface
	appsclient.ControllerRevisionInterface
	*server
}

func (c client) AppsV1() appsclient.AppsV1Interface { return c }

func (c client) ControllerRevisions(string) appsclient.ControllerRevisionInterface { return c }

func (c client) find(name string) *appsv1.ControllerRevision {
	for _, revision := range c.revisions {
		if revision.Name == name {
			return revision
		}
	}
	return nil
}

func (c client) Create(_ context.Context, revision *appsv1.ControllerRevision, _ metav1.CreateOptions) (*appsv1.ControllerRevision, error) {
	if c.find(revision.Name) != nil {
		return nil, apierrors.NewAlreadyExists(revisionResource, revision.Name)
	}
	return revision, c.record("CreateRevision", revision.Name, revision)
}

func (c client) Get(_ context.Context, name string, _ metav1.GetOptions) (*appsv1.ControllerRevision, error) {
	if revision := c.find(name); revision != nil {
		return revision, nil
	}
	return nil, apierrors.NewNotFound(revisionResource, name)
}

func (c client) Update(_ context.Context, revision *appsv1.ControllerRevision, _ metav1.UpdateOptions) (*appsv1.ControllerRevision, error) {
	return revision, c.record("UpdateRevision", revision.Name, revision)
}

func (c client) Delete(_ context.Context, name string, _ metav1.DeleteOptions) error {
	return c.record("DeleteRevision", name, nil)
}

// Patch adopts a revision: that is the only patch there is.
func (c client) Patch(_ context.Context, name string, _ types.PatchType, _ []byte, _ metav1.PatchOptions, _ ...string) (*appsv1.ControllerRevision, error) {
	return c.find(name), c.record("AdoptRevision", name, nil)
}

// lister is the cache of revisions.
type lister struct {
	appslisters.ControllerRevisionLister
	appslisters.ControllerRevisionNamespaceLister
	*server
}

func (l lister) ControllerRevisions(string) appslisters.ControllerRevisionNamespaceLister { return l }

func (l lister) Get(name string) (*appsv1.ControllerRevision, error) {
	return client{server: l.server}.Get(context.Background(), name, metav1.GetOptions{})
}

func (l lister) List(selector labels.Selector) ([]*appsv1.ControllerRevision, error) {
	var found []*appsv1.ControllerRevision
	for _, revision := range l.revisions {
		if selector.Matches(labels.Set(revision.Labels)) {
			found = append(found, revision)
		}
	}
	return found, nil
}

// byController is the index over the cache of revisions: those of a controller, and
// the orphans (AddControllerRevisionControllerIndexer, which wants an informer).
func byController(s *server) cache.Indexer {
	key := func(object any) ([]string, error) {
		revision := object.(*appsv1.ControllerRevision)
		key := revision.Namespace
		if ref := metav1.GetControllerOfNoCopy(revision); ref != nil {
			key += "/" + ref.Kind + "/" + ref.Name + "/" + string(ref.UID)
		}
		return []string{key}, nil
	}
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{"controllerRevisionController": key})
	for _, revision := range s.revisions {
		_ = indexer.Add(revision) // fails for what has no name alone
	}
	return indexer
}

package live

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/runtime/serializer/streaming"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/klog/v2"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// changes are what the api tells its watches.
type changes struct {
	mu      *sync.Mutex
	version int
	log     []change
	// forgotten is the version up to which the log is gone, as after a compaction.
	forgotten int
	news      chan struct{}
	ended     chan struct{}
	// old is true for a server that cannot begin a watch with what there is.
	old bool
	// watches counts those that are open.
	watches int
}

type change struct {
	version       int
	before, after runtime.Object
}

func newChanges() changes {
	return changes{mu: &sync.Mutex{}, version: 7, news: make(chan struct{}), ended: make(chan struct{})}
}

// put creates or replaces objects.
func (a *api) put(objs ...runtime.Object) {
	for _, obj := range objs {
		a.change(obj, obj)
	}
}

// remove deletes objects.
func (a *api) remove(objs ...runtime.Object) {
	for _, obj := range objs {
		a.change(obj, nil)
	}
}

func (a *api) change(obj, after runtime.Object) {
	a.changes.mu.Lock()
	defer a.changes.mu.Unlock()
	a.version++
	if after != nil {
		after = after.DeepCopyObject()
		after.(metav1.Object).SetResourceVersion(strconv.Itoa(a.version))
	}
	c := change{version: a.version, after: after}
	res, _ := snapshot.ResourceOf(obj)
	i := slices.IndexFunc(a.objects, func(o runtime.Object) bool {
		r, _ := snapshot.ResourceOf(o)
		return r == res && o.(metav1.Object).GetName() == obj.(metav1.Object).GetName() && o.(metav1.Object).GetNamespace() == obj.(metav1.Object).GetNamespace()
	})
	switch {
	case i < 0 && after != nil:
		a.objects = append(slices.Clone(a.objects), after)
	case i >= 0:
		c.before = a.objects[i]
		a.objects = slices.Delete(slices.Clone(a.objects), i, i+1)
		if after != nil {
			a.objects = append(a.objects, after)
		}
	}
	a.log = append(a.log, c)
	close(a.news)
	a.news = make(chan struct{})
}

// cut ends every watch, as a server does that shuts down.
func (a *api) cut() {
	a.changes.mu.Lock()
	defer a.changes.mu.Unlock()
	close(a.ended)
	a.ended = make(chan struct{})
}

// forget loses the history: who watches from an older version has to list again.
func (a *api) forget() {
	a.changes.mu.Lock()
	defer a.changes.mu.Unlock()
	a.version += 10
	a.forgotten, a.log = a.version, nil
}

func (a *api) watch(w http.ResponseWriter, r *http.Request, list runtime.Object, matches func(runtime.Object) bool, partial bool) {
	a.changes.mu.Lock()
	ended, old, forgotten := a.ended, a.old, a.forgotten
	a.changes.mu.Unlock()
	q := r.URL.Query()
	position, _ := strconv.Atoi(q.Get("resourceVersion"))
	initial := q.Get("sendInitialEvents") != ""
	switch {
	case initial && old:
		fail(w, http.StatusUnprocessableEntity, metav1.StatusReasonInvalid, "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled")
		return
	case !initial && position < forgotten:
		fail(w, http.StatusGone, metav1.StatusReasonExpired, fmt.Sprintf("too old resource version: %d", position))
		return
	}
	w.Header().Set("Content-Type", runtime.ContentTypeProtobuf+";stream=watch")
	w.WriteHeader(http.StatusOK)
	frames := streaming.NewEncoder(protobuf.LengthDelimitedFramer.NewFrameWriter(w), protobuf.NewRawSerializer(scheme.Scheme, scheme.Scheme))
	tell := func(kind watch.EventType, obj runtime.Object) {
		if partial {
			obj = meta.AsPartialObjectMetadata(obj.(metav1.Object))
		}
		var body bytes.Buffer
		encode(&body, obj)
		_ = frames.Encode(&metav1.WatchEvent{Type: string(kind), Object: runtime.RawExtension{Raw: body.Bytes()}})
		w.(http.Flusher).Flush()
	}
	w.(http.Flusher).Flush()
	a.count(1)
	defer a.count(-1)
	if initial {
		var found []runtime.Object
		found, position = a.found(matches)
		for _, obj := range found {
			tell(watch.Added, obj)
		}
		tell(watch.Bookmark, bookmark(list, position))
	}
	for {
		select {
		case <-ended: // Whatever happened since.
			return
		default:
		}
		a.changes.mu.Lock()
		log, news := a.log, a.news
		a.changes.mu.Unlock()
		for _, c := range log {
			if c.version <= position {
				continue
			}
			position = c.version
			switch before, after := matches(c.before), matches(c.after); {
			case before && after:
				tell(watch.Modified, c.after.DeepCopyObject())
			case after:
				tell(watch.Added, c.after.DeepCopyObject())
			case before:
				tell(watch.Deleted, c.before.DeepCopyObject())
			}
		}
		select {
		case <-news:
		case <-ended:
			return
		case <-r.Context().Done():
			return
		}
	}
}

func (a *api) count(n int) {
	a.changes.mu.Lock()
	defer a.changes.mu.Unlock()
	a.watches += n
}

// bookmark is an empty object of the list's kind that says: this is all there was at this version.
func bookmark(list runtime.Object, version int) runtime.Object {
	items := reflect.ValueOf(list).Elem().FieldByName("Items")
	obj := reflect.New(items.Type().Elem()).Interface().(runtime.Object)
	m := obj.(metav1.Object)
	m.SetResourceVersion(strconv.Itoa(version))
	m.SetAnnotations(map[string]string{metav1.InitialEventsAnnotationKey: "true"})
	return obj
}

// What a reflector logs of each interruption is not what a test is about.
func TestMain(m *testing.M) {
	klog.SetLogger(logr.Discard())
	os.Exit(m.Run())
}

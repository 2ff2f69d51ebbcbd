package live

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// api is an API server over HTTP that holds objects and speaks protobuf. It does
// what a real one cannot be made to do on demand, and it counts.
type api struct {
	*httptest.Server
	objects []runtime.Object
	// answer, when it returns true, has answered the request.
	answer func(w http.ResponseWriter, r *http.Request) bool
	// hold is how long answers are held back for others to arrive: requests that
	// are in flight together are one round trip.
	hold time.Duration

	changes

	mu       sync.Mutex
	requests []string
	waves    int
	waiting  []chan struct{}
	timer    *time.Timer
}

func serve(t *testing.T, objects ...runtime.Object) *api {
	t.Helper()
	a := &api{objects: objects, changes: newChanges()}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	t.Cleanup(a.cut) // Close waits for every answer to end.
	return a
}

func (a *api) source(t *testing.T) *Source {
	t.Helper()
	flags := genericclioptions.NewConfigFlags(false)
	none := "/dev/null"
	flags.APIServer, flags.KubeConfig = &a.URL, &none
	s, err := New(flags)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	what := r.URL.Path
	if strings.Contains(r.Header.Get("Accept"), "as=PartialObjectMetadataList") {
		what += " metadata"
	}
	if q := r.URL.Query(); len(q) > 0 {
		what += "?" + q.Encode()
	}
	a.mu.Lock()
	a.requests = append(a.requests, what)
	if a.hold > 0 {
		released := make(chan struct{})
		a.waiting = append(a.waiting, released)
		if a.timer != nil {
			a.timer.Stop()
		}
		a.timer = time.AfterFunc(a.hold, a.release)
		a.mu.Unlock()
		<-released
	} else {
		a.mu.Unlock()
	}
	if a.answer != nil && a.answer(w, r) {
		return
	}
	a.respond(w, r)
}

func (a *api) release() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waves++
	for _, c := range a.waiting {
		close(c)
	}
	a.waiting = nil
}

// lists has an empty list for each resource that is served.
var lists = map[string]runtime.Object{
	"statefulsets": &appsv1.StatefulSetList{}, "controllerrevisions": &appsv1.ControllerRevisionList{}, "pods": &corev1.PodList{},
	"persistentvolumeclaims": &corev1.PersistentVolumeClaimList{}, "persistentvolumes": &corev1.PersistentVolumeList{},
	"services": &corev1.ServiceList{}, "nodes": &corev1.NodeList{}, "events": &corev1.EventList{}, "configmaps": &corev1.ConfigMapList{},
	"endpointslices": &discoveryv1.EndpointSliceList{}, "poddisruptionbudgets": &policyv1.PodDisruptionBudgetList{},
	"storageclasses": &storagev1.StorageClassList{}, "volumeattachments": &storagev1.VolumeAttachmentList{},
}

func (a *api) respond(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/version" {
		fmt.Fprint(w, `{"gitVersion":"v1.37.2"}`)
		return
	}
	namespace, resource, name := parse(r.URL.Path)
	empty, known := lists[resource]
	if !known {
		http.NotFound(w, r)
		return
	}
	q := r.URL.Query()
	matches, err := a.matcher(namespace, resource, name, q)
	if err != nil {
		fail(w, http.StatusBadRequest, metav1.StatusReasonBadRequest, err.Error())
		return
	}
	partial := strings.Contains(r.Header.Get("Accept"), "as=PartialObjectMetadata")
	if q.Get("watch") != "" {
		a.watch(w, r, empty, matches, partial)
		return
	}
	found, version := a.found(matches)
	if name != "" {
		if len(found) == 0 {
			fail(w, http.StatusNotFound, metav1.StatusReasonNotFound, fmt.Sprintf("%s %q not found", resource, name))
			return
		}
		send(w, http.StatusOK, found[0])
		return
	}
	from, _ := strconv.Atoi(q.Get("continue"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	next := ""
	if found = found[from:]; limit > 0 && len(found) > limit {
		found, next = found[:limit], strconv.Itoa(from+limit)
	}
	var list runtime.Object
	if partial {
		metadata := &metav1.PartialObjectMetadataList{}
		for _, obj := range found {
			metadata.Items = append(metadata.Items, *meta.AsPartialObjectMetadata(obj.(metav1.Object)))
		}
		list = metadata
	} else {
		list = empty.DeepCopyObject()
		if err := meta.SetList(list, found); err != nil {
			panic(err)
		}
	}
	l, _ := meta.ListAccessor(list)
	l.SetContinue(next)
	l.SetResourceVersion(strconv.Itoa(version))
	send(w, http.StatusOK, list)
}

// matcher tells which objects a request is about.
func (a *api) matcher(namespace, resource, name string, q url.Values) (func(runtime.Object) bool, error) {
	byLabel, err := labels.Parse(q.Get("labelSelector"))
	if err != nil {
		return nil, err
	}
	byField, err := fields.ParseSelector(q.Get("fieldSelector"))
	return func(obj runtime.Object) bool {
		if obj == nil {
			return false
		}
		res, _ := snapshot.ResourceOf(obj)
		o := obj.(snapshot.Object)
		return res.Resource == resource && (namespace == "" || o.GetNamespace() == namespace) && (name == "" || o.GetName() == name) &&
			byLabel.Matches(labels.Set(o.GetLabels())) && byField.Matches(fieldsOf(o))
	}, err
}

// found are copies of the objects that match, and the version of all there is.
func (a *api) found(matches func(runtime.Object) bool) (found []runtime.Object, version int) {
	a.changes.mu.Lock()
	defer a.changes.mu.Unlock()
	for _, obj := range a.objects {
		if matches(obj) {
			found = append(found, obj.DeepCopyObject())
		}
	}
	return found, a.version
}

func fieldsOf(o snapshot.Object) fields.Set {
	set := fields.Set{"metadata.name": o.GetName(), "metadata.namespace": o.GetNamespace()}
	if e, ok := o.(*corev1.Event); ok {
		set["involvedObject.kind"], set["involvedObject.uid"] = e.InvolvedObject.Kind, string(e.InvolvedObject.UID)
	}
	return set
}

// parse splits /apis/apps/v1/namespaces/x/statefulsets/web.
func parse(path string) (namespace, resource, name string) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if parts[0] == "api" {
		parts = parts[2:]
	} else {
		parts = parts[min(3, len(parts)):]
	}
	if len(parts) > 2 && parts[0] == "namespaces" {
		namespace, parts = parts[1], parts[2:]
	}
	if len(parts) > 1 {
		name = parts[1]
	}
	if len(parts) > 0 {
		resource = parts[0]
	}
	return namespace, resource, name
}

func fail(w http.ResponseWriter, code int, reason metav1.StatusReason, message string) {
	send(w, code, &metav1.Status{Status: metav1.StatusFailure, Code: int32(code), Reason: reason, Message: message})
}

// send encodes as the API server does: protobuf with the type in its envelope.
func send(w http.ResponseWriter, code int, obj runtime.Object) {
	w.Header().Set("Content-Type", runtime.ContentTypeProtobuf)
	w.WriteHeader(code)
	encode(w, obj)
}

func encode(w io.Writer, obj runtime.Object) {
	switch obj.(type) {
	case *metav1.PartialObjectMetadataList:
		obj.GetObjectKind().SetGroupVersionKind(metav1.SchemeGroupVersion.WithKind("PartialObjectMetadataList"))
	case *metav1.PartialObjectMetadata:
		obj.GetObjectKind().SetGroupVersionKind(metav1.SchemeGroupVersion.WithKind("PartialObjectMetadata"))
	case *metav1.Status:
		obj.GetObjectKind().SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind("Status"))
	default:
		kinds, _, err := scheme.Scheme.ObjectKinds(obj)
		if err != nil {
			panic(err)
		}
		obj.GetObjectKind().SetGroupVersionKind(kinds[0])
	}
	if err := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme).Encode(obj, w); err != nil {
		panic(err)
	}
}

package live

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// list is the reflector's LIST, a page of it.
func (st *stream) list(ctx context.Context, opts metav1.ListOptions) (runtime.Object, error) {
	opts.LabelSelector, opts.FieldSelector = st.labels, st.fields
	// The newest there is. A reflector would begin with whatever the server has in its
	// cache ("0"), which may be older than what the user has just changed: a wait would
	// be over before it began. And later it would name the version that it has, which in
	// a list by pages means exactly that one.
	opts.ResourceVersion, opts.ResourceVersionMatch = "", ""
	ctx, cancel := st.in.limited(ctx)
	defer cancel()
	page, err := st.access.list(ctx, opts)
	if st.name != "" && apierrors.IsForbidden(err) {
		page, err = st.getAsList(ctx)
	}
	if err != nil {
		if !expired(err) { // Then the reflector lists anew.
			st.fail(err)
		}
		return nil, err
	}
	return page, st.reduce(page)
}

// getAsList is for who may get an object and list none. The watch is forbidden
// too then, and so the object is read again every few seconds.
func (st *stream) getAsList(ctx context.Context) (runtime.Object, error) {
	list := &metav1.List{}
	obj, err := st.access.get(ctx, st.name, metav1.GetOptions{})
	switch {
	case err == nil:
		list.Items = []runtime.RawExtension{{Object: obj}}
		list.ResourceVersion = obj.GetResourceVersion()
	case !noSuchObject(err):
		return nil, err
	}
	return list, nil
}

// reduce keeps of a page what is held, before the next one comes.
func (st *stream) reduce(page runtime.Object) error {
	items, err := meta.ExtractListWithAlloc(page)
	if err != nil {
		return err
	}
	var kept []runtime.Object
	for _, item := range items {
		if obj, ok := item.(snapshot.Object); ok && st.keep.of(obj) {
			snapshot.Reduce(obj, st.in.detail)
			kept = append(kept, obj)
		}
	}
	return meta.SetList(page, kept)
}

// watch is the reflector's WATCH: one that begins with what there is (the
// reflector's way to list, where the server can), or one that goes on from a list.
func (st *stream) watch(ctx context.Context, opts metav1.ListOptions) (watch.Interface, error) {
	opts.LabelSelector, opts.FieldSelector = st.labels, st.fields
	w, err := st.begin(ctx, opts)
	again := utilnet.IsConnectionRefused(err) || apierrors.IsTooManyRequests(err)
	switch initial := opts.SendInitialEvents != nil; {
	case err == nil && isEmpty(w):
		if st.isKnown() {
			st.fail(errClosed)
		}
	case err == nil:
		st.hear()
	case initial && !st.isKnown():
		// A list is tried next, and its word counts. Without its cause the error is not
		// one for which the reflector tries the same again and again.
		err = errors.New(err.Error())
	case initial && !again:
		// A list is tried next.
	case !initial && refuses(err):
		// It could be listed a moment ago: it is, every few seconds.
	default:
		st.fail(err)
	}
	return w, err
}

// begin sends the request for a watch. A watch has no timeout, but one that begins
// with what there is has to begin in time.
func (st *stream) begin(ctx context.Context, opts metav1.ListOptions) (watch.Interface, error) {
	if st.in.timeout == 0 || opts.SendInitialEvents == nil {
		return st.access.watch(ctx, opts)
	}
	ctx, cancel := context.WithCancel(ctx)
	late := time.AfterFunc(st.in.timeout, cancel)
	w, err := st.access.watch(ctx, opts)
	if !late.Stop() || err != nil {
		cancel()
		return nil, cmp.Or(err, context.DeadlineExceeded)
	}
	if isEmpty(w) {
		cancel()
		return w, nil
	}
	return cancelled{w, cancel}, nil
}

// cancelled is a watch that ends its context as it stops.
type cancelled struct {
	watch.Interface
	cancel context.CancelFunc
}

func (c cancelled) Stop() {
	c.Interface.Stop()
	c.cancel()
}

// errClosed is what client-go makes an empty watch of.
var errClosed = errors.New("the server closed the connection")

// isEmpty recognises the watch that client-go gives for a server that does not
// answer in time or hangs up.
func isEmpty(w watch.Interface) bool {
	return reflect.TypeOf(w) == reflect.TypeOf(watch.NewEmptyWatch())
}

// refuses reports an error that asking again does not cure: the resource may not
// be read or watched, or is not served.
func refuses(err error) bool {
	return apierrors.IsForbidden(err) || notServed(err) || apierrors.IsMethodNotSupported(err)
}

package live

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// server is what a sentence about the API server names.
type server struct {
	host string
	raw  func() (clientcmdapi.Config, error)
}

func newServer(host string, loader clientcmd.ClientConfig) server {
	return server{host: host, raw: loader.RawConfig}
}

// hint says where to look for what is wrong with the server's address or the credentials.
func (s server) hint(check string) string {
	config, err := s.raw()
	if err != nil {
		config = clientcmdapi.Config{}
	}
	name := config.CurrentContext
	if ctx := config.Contexts[name]; ctx != nil {
		if cluster := config.Clusters[ctx.Cluster]; cluster != nil && strings.TrimSuffix(cluster.Server, "/") == strings.TrimSuffix(s.host, "/") {
			return fmt.Sprintf("check %s of the kubeconfig's current-context %q", check, name)
		}
	}
	if name == "" && strings.HasSuffix(s.host, "://localhost:8080") { // Where clientcmd turns without a kubeconfig.
		return "there is no current-context: set KUBECONFIG, or name one with --kubeconfig or --context"
	}
	return "check the kubeconfig and the flags --context, --cluster, --user and --server"
}

func configError(err error) error {
	return fmt.Errorf("cannot use the kubeconfig: %s", oneLine(err.Error()))
}

// setError is the error of a read without StatefulSets; name is empty for a list.
func (s server) setError(err error, namespace, name string) error {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case notServed(err):
		return fmt.Errorf("the server at %s does not serve apps/v1 StatefulSets; %s", s.host, s.hint("the cluster"))
	case apierrors.IsNotFound(err):
		return source.NotFound(fmt.Errorf("%s %q not found in namespace %q", snapshot.StatefulSets, name, namespace))
	case apierrors.IsUnauthorized(err):
		return fmt.Errorf("the server at %s does not accept the credentials; %s", s.host, s.hint("the user"))
	case apierrors.IsForbidden(err):
		return fmt.Errorf("%s; ask for get and list of %s", s.sentence(err), snapshot.StatefulSets)
	}
	if _, unreachable := s.unreachable(err); unreachable || foreign(err) {
		return fmt.Errorf("%s; %s", s.sentence(err), s.hint("the cluster"))
	}
	if apierrors.ReasonForError(err) != metav1.StatusReasonUnknown {
		return fmt.Errorf("the server at %s: %s", s.host, s.sentence(err))
	}
	return errors.New(s.sentence(err))
}

// sentence is err in one line, without the noise of the Go client: the server's
// own words, or why it was not reached.
func (s server) sentence(err error) string {
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		text := status.Status().Message
		// An answer that is no Status says more in its own words, except for a bare 404.
		if cause, ok := apierrors.StatusCause(err, metav1.CauseTypeUnexpectedServerResponse); ok && !apierrors.IsNotFound(err) {
			text += ": " + cause.Message
		}
		return oneLine(text)
	}
	if text, ok := s.unreachable(err); ok {
		return text
	}
	if foreign(err) {
		return fmt.Sprintf("the server at %s gave an answer that is not the Kubernetes API's", s.host)
	}
	return oneLine(err.Error())
}

// unreachable says why a request got no answer; ok is false when it got one or was never sent.
func (s server) unreachable(err error) (text string, ok bool) {
	var request *url.Error
	if !errors.As(err, &request) {
		return "", false
	}
	why := request.Err.Error()
	var (
		lookup *net.DNSError
		dial   *net.OpError
		errno  syscall.Errno
	)
	switch {
	case request.Timeout():
		why = "no answer in time"
	case errors.As(err, &lookup):
		why = "no such host"
	case errors.As(err, &dial) && errors.As(dial, &errno):
		why = errno.Error()
	}
	return fmt.Sprintf("cannot reach the server at %s: %s", s.host, oneLine(why)), true
}

// foreign reports an answer of something else than an API server, such as a
// proxy's login page. For a content type it does not know, client-go has only text.
func foreign(err error) bool {
	return strings.HasPrefix(err.Error(), "serializer for ") ||
		runtime.IsMissingKind(err) || runtime.IsMissingVersion(err) || runtime.IsNotRegisteredError(err)
}

// noSuchObject reports that the server serves the resource and has no object of that name.
func noSuchObject(err error) bool { return apierrors.IsNotFound(err) && !notServed(err) }

// notServed reports a 404 of the path itself: an API server answers it with bare
// text, while the 404 of an object comes as a Status.
func notServed(err error) bool {
	return apierrors.IsNotFound(err) && apierrors.HasStatusCause(err, metav1.CauseTypeUnexpectedServerResponse)
}

func expired(err error) bool { return apierrors.IsResourceExpired(err) || apierrors.IsGone(err) }

// oneLine keeps an answer of any size readable.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const limit = 300
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

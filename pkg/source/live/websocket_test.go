package live

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/websocket"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/httpstream/spdy" //nolint:staticcheck // the one that client-go's transport/spdy takes

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// Servers since 1.30 port-forward over a WebSocket, and are not asked for SPDY.
func TestDNSIsAskedOverAWebSocket(t *testing.T) {
	a := forwarding(t, nil, coreDNS("coredns-a", corev1.ConditionTrue))
	a.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/portforward") {
			return false
		}
		if r.Method != http.MethodGet {
			t.Errorf("%s of a port-forward", r.Method)
		}
		forwardOverWebSocket(w, r, func(_ string, stream io.ReadWriter) { addresses(stream, 0) })
		return true
	}
	s := get(t, a, resolving(source.DNS{}))
	if len(s.Gaps()) > 0 {
		t.Fatalf("gaps %+v", s.Gaps())
	}
	if answer, _ := s.Answer(snapshot.Question{Name: "web-1.web-svc.x.svc.cluster.local", Type: snapshot.RecordA}); answer == nil || answer.Outcome != snapshot.Answered {
		t.Errorf("answer %+v", answer)
	}
}

// forwardOverWebSocket is the server's half of a port-forward: SPDY in a WebSocket.
func forwardOverWebSocket(w http.ResponseWriter, r *http.Request, serve func(port string, stream io.ReadWriter)) {
	websocket.Server{
		Handshake: func(config *websocket.Config, _ *http.Request) error {
			config.Protocol = []string{"SPDY/3.1+portforward.k8s.io"}
			return nil
		},
		Handler: func(ws *websocket.Conn) {
			ws.PayloadType = websocket.BinaryFrame
			if conn, err := spdy.NewServerConnection(ws, kubelet(serve)); err == nil {
				<-conn.CloseChan()
			}
		},
	}.ServeHTTP(w, r)
}

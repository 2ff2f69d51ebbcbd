package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/transport/spdy"
	"k8s.io/streaming/pkg/httpstream"
)

// forward is a port-forward to one port of a Pod. It listens nowhere, as
// portforward.PortForwarder would: each connection is a pair of its streams.
type forward struct {
	conn     httpstream.Connection
	port     int32
	requests atomic.Int32
}

// forwardTo opens a port-forward as kubectl does: over a WebSocket, and over SPDY where
// the server or something on the way to it does not know that (createDialer of
// k8s.io/kubectl/pkg/cmd/portforward).
func (s *Source) forwardTo(ctx context.Context, namespace, pod string, port int32) (*forward, error) {
	url := s.clients.core.RESTClient().Post().Resource("pods").Namespace(namespace).Name(pod).SubResource("portforward").URL()
	transport, upgrader, err := spdy.RoundTripperFor(s.config)
	if err != nil {
		return nil, err
	}
	tunnel, err := portforward.NewSPDYOverWebsocketDialerForStreaming(url, s.config)
	if err != nil {
		return nil, err
	}
	dialer := portforward.NewFallbackDialerForStreaming(tunnel, spdy.NewDialerForStreaming(statusUpgrader{upgrader}, &http.Client{Transport: transport}, http.MethodPost, url),
		func(err error) bool { return httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err) })

	return await(ctx, func() (*forward, error) {
		conn, _, err := dialer.Dial(portforward.PortForwardProtocolV1Name)
		if err != nil {
			return nil, err
		}
		return &forward{conn: conn, port: port}, nil
	}, (*forward).close)
}

// close ends the port-forward and all connections.
func (f *forward) close() { _ = f.conn.Close() }

// dial opens a connection. A kubelet that hangs would hold it up for half a minute.
func (f *forward) dial(ctx context.Context) (io.ReadWriteCloser, error) {
	c, err := await(ctx, f.connect, func(c *forwarded) { _ = c.Close() })
	if err != nil {
		return nil, err
	}
	return c, nil
}

// connect makes a stream for errors and one for data, as handleConnection of
// client-go's tools/portforward does.
func (f *forward) connect() (*forwarded, error) {
	headers := http.Header{}
	headers.Set(corev1.StreamType, corev1.StreamTypeError)
	headers.Set(corev1.PortHeader, strconv.Itoa(int(f.port)))
	headers.Set(corev1.PortForwardRequestIDHeader, strconv.Itoa(int(f.requests.Add(1))))
	problems, err := f.conn.CreateStream(headers)
	if err != nil {
		return nil, errBroken
	}
	_ = problems.Close() // Nothing is written to it.
	headers.Set(corev1.StreamType, corev1.StreamTypeData)
	data, err := f.conn.CreateStream(headers)
	if err != nil {
		_ = problems.Reset()
		f.conn.RemoveStreams(problems)
		return nil, errBroken
	}
	c := &forwarded{Stream: data, forward: f, problems: problems, told: make(chan struct{})}
	go c.listen()
	return c, nil
}

var errBroken = errors.New("the port-forward broke off")

// forwarded is one connection through a port-forward.
type forwarded struct {
	httpstream.Stream
	forward  *forward
	problems httpstream.Stream
	once     sync.Once

	// told is closed when the stream of errors ends; problem is what it said.
	told    chan struct{}
	problem string
}

func (c *forwarded) listen() {
	defer close(c.told)
	// The kubelet's word: a line, such as that nobody listens on the port.
	text, _ := io.ReadAll(io.LimitReader(c.problems, 4096))
	c.problem = strings.TrimSpace(string(text))
	if c.problem != "" {
		_ = c.Stream.Reset() // Whoever reads need not wait any longer.
	}
}

// Read reads from the Pod. Where nothing comes any more, the stream of errors says why.
func (c *forwarded) Read(p []byte) (int, error) {
	n, err := c.Stream.Read(p)
	if err == nil || n > 0 {
		return n, nil
	}
	<-c.told // It ends with the stream of data, or when the connection is closed.
	switch {
	case strings.Contains(c.problem, "connection refused"):
		// The rest of it is identifiers of the container runtime.
		return 0, fmt.Errorf("nobody listens on its port %d", c.forward.port)
	case c.problem != "":
		return 0, fmt.Errorf("the port-forward: %s", oneLine(c.problem))
	}
	return 0, err
}

// Close ends both streams. Reset, as Close of a stream only says that no more is written.
func (c *forwarded) Close() error {
	c.once.Do(func() {
		_ = c.Stream.Reset()
		_ = c.problems.Reset()
		c.forward.conn.RemoveStreams(c.Stream, c.problems)
	})
	return nil
}

package framework

import (
	"io"
	"net"
	"net/url"
	"sync"

	"k8s.io/client-go/tools/clientcmd"
)

// Line is a connection to the API server that can be cut: for its user the server
// is gone then, as while it restarts, and everybody else goes on.
type Line struct {
	f       *F
	server  string
	address string

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]bool
}

// Line lays one and returns the scenario as somebody who is behind it.
func (f *F) Line() (*Line, *F) {
	f.Helper()
	server, err := url.Parse(f.Server())
	if err != nil {
		f.Fatal(err)
	}
	l := &Line{f: f, server: server.Host, address: "127.0.0.1:0", open: map[net.Conn]bool{}}
	l.Mend()
	f.Cleanup(l.Cut)

	path := f.writeKubeconfig(f.cluster.kubeconfig, "")
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		f.Fatal(err)
	}
	cluster := config.Clusters[config.Contexts[config.CurrentContext].Cluster]
	// The certificate is the server's, whatever the address.
	cluster.Server, cluster.TLSServerName = "https://"+l.address, server.Hostname()
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		f.Fatal(err)
	}
	return l, f.As(path)
}

// Cut breaks what goes over the line; what comes now is refused.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.listener.Close()
	for c := range l.open {
		_ = c.Close()
	}
	clear(l.open)
}

// Mend lets the line work again, at the address that it had.
func (l *Line) Mend() {
	l.f.Helper()
	listener, err := net.Listen("tcp", l.address)
	if err != nil {
		l.f.Fatalf("mending the line: %v", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listener, l.address = listener, listener.Addr().String()
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(c)
		}
	}()
}

func (l *Line) carry(from net.Conn) {
	to, err := net.Dial("tcp", l.server)
	if err != nil {
		_ = from.Close()
		return
	}
	l.mu.Lock()
	l.open[from], l.open[to] = true, true
	l.mu.Unlock()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{from, to}, {to, from}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_ = way[0].Close()
		})
	}
	both.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, from)
	delete(l.open, to)
}

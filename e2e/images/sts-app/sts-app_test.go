package main

import (
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

func TestWishes(t *testing.T) {
	strong, weak := t.TempDir(), t.TempDir()
	env := map[string]string{"STS_APP_MODE": "unready", "STS_APP_READY_DELAY": "2s"}
	w := wishes{folders: []string{strong, weak}, getenv: func(name string) string { return env[name] }}
	write := func(folder, file, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.mode(); got != unready {
		t.Errorf("told by a variable: %s", got)
	}
	// An annotation that is not there is an empty file.
	write(weak, "behavior", "")
	if got := w.mode(); got != unready {
		t.Errorf("without the annotation: %s", got)
	}
	write(weak, "behavior", "stuck-terminating\n")
	if got := w.mode(); got != stuck {
		t.Errorf("told by an annotation: %s", got)
	}
	write(strong, "behavior", "ready")
	if got := w.mode(); got != ready {
		t.Errorf("told by a command: %s", got)
	}
	if got := w.readyDelay(); got != 2*time.Second {
		t.Errorf("delay %s", got)
	}
	delete(env, "STS_APP_READY_DELAY")
	if got := w.readyDelay(); got != 0 {
		t.Errorf("delay %s though nobody asks for one", got)
	}
}

func TestHandler(t *testing.T) {
	isReady := false
	server := httptest.NewServer(handler("7", func() bool { return isReady }))
	defer server.Close()
	status := func(path string) int {
		t.Helper()
		r, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		return r.StatusCode
	}
	if got := status("/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("not ready: %d", got)
	}
	if got := status("/healthz"); got != http.StatusOK {
		t.Errorf("alive, not ready: %d", got)
	}
	isReady = true
	if got := status("/readyz"); got != http.StatusOK {
		t.Errorf("ready: %d", got)
	}
}

func TestFillStopsWhereItShould(t *testing.T) {
	dir := t.TempDir()
	const bytes = 3<<20 + 5
	if err := fillCommand([]string{dir, "3145733"}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "filled")); err != nil || info.Size() != bytes {
		t.Errorf("wrote %v (%v), want %d bytes", info, err, bytes)
	}
	if err := fillCommand([]string{dir, "a lot"}); err == nil {
		t.Error("took words for a number")
	}
}

// zone answers like the DNS of a cluster with one Pod.
var zone = map[string][]dnsmessage.ResourceBody{
	"web-0.nginx.ns.svc.cluster.local.": {&dnsmessage.AResource{A: [4]byte{10, 1, 0, 9}}, &dnsmessage.AResource{A: [4]byte{10, 1, 0, 10}}},
	"_web._tcp.nginx.ns.svc.cluster.local.": {&dnsmessage.SRVResource{
		Priority: 0, Weight: 100, Port: 80, Target: dnsmessage.MustNewName("web-0.nginx.ns.svc.cluster.local.")}},
}

func answerOne(connection net.Conn) error {
	defer connection.Close()
	var length [2]byte
	if _, err := io.ReadFull(connection, length[:]); err != nil {
		return err
	}
	packed := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(connection, packed); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(packed); err != nil {
		return err
	}
	bodies, found := zone[m.Questions[0].Name.String()]
	m.Response = true
	if !found {
		m.RCode = dnsmessage.RCodeNameError
	}
	for _, b := range bodies {
		kind := dnsmessage.TypeA
		if _, ok := b.(*dnsmessage.SRVResource); ok {
			kind = dnsmessage.TypeSRV
		}
		if kind == m.Questions[0].Type {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Type: kind, Class: dnsmessage.ClassINET}, Body: b})
		}
	}
	reply, err := m.Pack()
	if err == nil {
		_, err = connection.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
	}
	return err
}

func TestResolve(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			if err := answerOne(connection); err != nil {
				t.Error(err)
			}
		}
	}()
	config := filepath.Join(t.TempDir(), "resolv.conf")
	text := "search ns.svc.cluster.local svc.cluster.local cluster.local\nnameserver 192.0.2.1\noptions ndots:5\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := newResolver(config, "")
	if err != nil || r.server != "192.0.2.1:53" {
		t.Fatalf("server %q, error %v", r.server, err)
	}
	r.server = listener.Addr().String()
	for _, tt := range []struct {
		recordType, name string
		search           bool
		want             answer
	}{
		{"A", "web-0.nginx.ns.svc.cluster.local", false, answer{Code: "Success", Values: []string{"10.1.0.10", "10.1.0.9"}}},
		{"AAAA", "web-0.nginx.ns.svc.cluster.local", false, answer{Code: "Success", Values: []string{}}},
		{"A", "web-0.nginx", true, answer{Code: "Success", Values: []string{"10.1.0.10", "10.1.0.9"}}},
		{"A", "web-0.nginx", false, answer{Code: "NameError", Values: []string{}}},
		{"A", "web-7.nginx", true, answer{Code: "NameError", Values: []string{}}},
		{"SRV", "_web._tcp.nginx.ns.svc.cluster.local.", false, answer{Code: "Success", Values: []string{"0 100 80 web-0.nginx.ns.svc.cluster.local."}}},
	} {
		tt.want.Name, tt.want.Type = tt.name, tt.recordType
		got, err := r.answer(tt.recordType, tt.name, tt.search)
		if err != nil {
			t.Errorf("%s %s: %v", tt.recordType, tt.name, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.recordType, tt.name, diff)
		}
	}
	if _, err := r.answer("TXT", "web-0.nginx", false); err == nil {
		t.Error("took a record type that it cannot ask for")
	}
}

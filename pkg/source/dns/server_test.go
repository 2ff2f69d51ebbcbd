package dns

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// server is a DNS server on loopback that answers as a test wants it to.
type server struct {
	listener net.Listener
	// answer makes the messages that are sent back; nil sends none.
	answer func(query dnsmessage.Message) [][]byte
	// most is after how many questions it closes a connection; 0: never.
	most        int
	connections atomic.Int32
}

func listen(t *testing.T, s *server) Dial {
	t.Helper()
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.listener.Close() })
	go func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			s.connections.Add(1)
			go s.serve(conn)
		}
	}()
	return func(ctx context.Context) (io.ReadWriteCloser, error) {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", s.listener.Addr().String())
	}
}

func (s *server) serve(conn net.Conn) {
	defer conn.Close()
	for n := 0; s.most == 0 || n < s.most; n++ {
		raw, err := readMessage(conn)
		if err != nil {
			return
		}
		var query dnsmessage.Message
		if err := query.Unpack(raw); err != nil {
			return
		}
		for _, message := range s.answer(query) {
			if _, err := conn.Write(framed(message)); err != nil {
				return
			}
		}
	}
}

func framed(message []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(message))), message...)
}

// reply is an answer to a query, which change may spoil.
func reply(query dnsmessage.Message, answers []dnsmessage.Resource, change ...func(*dnsmessage.Message)) [][]byte {
	m := dnsmessage.Message{Header: query.Header, Questions: query.Questions, Answers: answers}
	m.Response = true
	for _, c := range change {
		c(&m)
	}
	raw, err := m.Pack()
	if err != nil {
		panic(err)
	}
	return [][]byte{raw}
}

func record(name string, ttl uint32, body dnsmessage.ResourceBody) dnsmessage.Resource {
	return dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(name), Class: dnsmessage.ClassINET, TTL: ttl}, Body: body}
}

func a(last byte) *dnsmessage.AResource { return &dnsmessage.AResource{A: [4]byte{10, 244, 1, last}} }

func rcode(code dnsmessage.RCode) func(*dnsmessage.Message) {
	return func(m *dnsmessage.Message) { m.RCode = code }
}

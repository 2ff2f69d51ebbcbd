package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// answer is what the DNS said to one question.
type answer struct {
	Name   string   `json:"name"`
	Type   string   `json:"type"`
	Code   string   `json:"code"`
	Values []string `json:"values"`
}

// resolver asks one server, itself: the standard library's resolver does not tell "no such name" from "no such record".
type resolver struct {
	server   string
	searches []string
}

// newResolver reads resolv.conf(5); a server that is given wins over those in it.
func newResolver(file, server string) (*resolver, error) {
	config, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer config.Close()
	r := &resolver{server: server}
	for lines := bufio.NewScanner(config); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) < 2:
		case words[0] == "nameserver" && r.server == "":
			r.server = words[1]
		case words[0] == "search":
			r.searches = words[1:]
		}
	}
	if r.server == "" {
		return nil, fmt.Errorf("%s names no server", file)
	}
	r.server = net.JoinHostPort(r.server, "53")
	return r, nil
}

// answer asks for a name as it is, or with the search domains until one has an answer.
func (r *resolver) answer(recordType, name string, search bool) (answer, error) {
	names := []string{name}
	if search && !strings.HasSuffix(name, ".") {
		// A Pod's resolv.conf has ndots:5: names as short as those in a cluster go through the search domains first.
		names = nil
		for _, domain := range r.searches {
			names = append(names, name+"."+domain)
		}
		names = append(names, name)
	}
	var last answer
	for _, full := range names {
		code, values, err := r.ask(recordType, strings.TrimSuffix(full, ".")+".")
		if err != nil {
			return answer{}, err
		}
		last = answer{Name: name, Type: recordType, Code: code, Values: values}
		if len(values) > 0 {
			break
		}
	}
	return last, nil
}

var recordTypes = map[string]dnsmessage.Type{"A": dnsmessage.TypeA, "AAAA": dnsmessage.TypeAAAA, "SRV": dnsmessage.TypeSRV}

func (r *resolver) ask(recordType, name string) (code string, values []string, err error) {
	kind, known := recordTypes[recordType]
	if !known {
		return "", nil, fmt.Errorf("no record type %q: there are A, AAAA and SRV", recordType)
	}
	question, err := dnsmessage.NewName(name)
	if err != nil {
		return "", nil, fmt.Errorf("%q is no DNS name: %w", name, err)
	}
	query, err := (&dnsmessage.Message{
		Header:    dnsmessage.Header{ID: uint16(os.Getpid()), RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: question, Type: kind, Class: dnsmessage.ClassINET}},
	}).Pack()
	if err != nil {
		return "", nil, err
	}
	reply, err := exchange(r.server, query)
	if err != nil {
		return "", nil, fmt.Errorf("ask %s for %s %s: %w", r.server, recordType, name, err)
	}
	return strings.TrimPrefix(reply.RCode.String(), "RCode"), records(reply, kind), nil
}

// exchange asks over TCP: answers of any length come whole, and no packet is lost unnoticed.
func exchange(server string, query []byte) (*dnsmessage.Message, error) {
	connection, err := net.DialTimeout("tcp", server, 5*time.Second)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return nil, err
	}
	if _, err := connection.Write(append([]byte{byte(len(query) >> 8), byte(len(query))}, query...)); err != nil {
		return nil, err
	}
	var length [2]byte
	if _, err := io.ReadFull(connection, length[:]); err != nil {
		return nil, err
	}
	packed := make([]byte, int(length[0])<<8|int(length[1]))
	if _, err := io.ReadFull(connection, packed); err != nil {
		return nil, err
	}
	var reply dnsmessage.Message
	return &reply, reply.Unpack(packed)
}

func records(reply *dnsmessage.Message, kind dnsmessage.Type) []string {
	values := []string{}
	for i := range reply.Answers {
		if reply.Answers[i].Header.Type != kind {
			continue
		}
		switch body := reply.Answers[i].Body.(type) {
		case *dnsmessage.AResource:
			values = append(values, net.IP(body.A[:]).String())
		case *dnsmessage.AAAAResource:
			values = append(values, net.IP(body.AAAA[:]).String())
		case *dnsmessage.SRVResource:
			values = append(values, fmt.Sprintf("%d %d %d %s", body.Priority, body.Weight, body.Port, body.Target))
		}
	}
	slices.Sort(values)
	return values
}

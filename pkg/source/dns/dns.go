// Package dns asks a DNS server over TCP connections that somebody else opens.
//
// It speaks DNS itself, with golang.org/x/net/dns/dnsmessage, where net.Resolver
// with a Dial of its own would do without a dependency: a Resolver tells neither
// NXDOMAIN from an empty answer nor SERVFAIL from a timeout, hides the TTL that tells a
// cache's answer, obeys the resolv.conf of this machine, and opens a
// connection a question. Here many questions are under way on each connection.
package dns

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

const (
	// perConnection bounds the questions on one connection: CoreDNS answers any number,
	// servers built on its library 128 by default (miekg/dns, maxTCPQueries).
	perConnection = 100
	// connections are open side by side.
	connections = 4
)

// Dial opens a connection to the server. It is closed, maybe while it is read, when
// the context ends.
type Dial func(ctx context.Context) (io.ReadWriteCloser, error)

// Ask asks all questions and gives as many answers, in their order. Those that the
// server does not answer are NoAnswer or NotAsked, and err says why.
func Ask(ctx context.Context, dial Dial, questions []snapshot.Question) (answers []snapshot.Answer, err error) {
	answers = make([]snapshot.Answer, len(questions))
	for i, q := range questions {
		answers[i] = snapshot.Answer{Question: q, Outcome: snapshot.NotAsked}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	free := make(chan struct{}, connections)
	var wg sync.WaitGroup
	for batch := range slices.Chunk(answers, perConnection) {
		free <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		wg.Go(func() {
			defer func() { <-free }()
			if err := askBatch(ctx, dial, batch); err != nil {
				// What one connection does not get, another does not either.
				cancel(err)
			}
		})
	}
	wg.Wait()
	if len(open(answers)) == 0 {
		return answers, nil // Even if time ran out just then.
	}
	return answers, context.Cause(ctx)
}

// askBatch asks until all is answered. A server may close a connection after as many
// questions as it likes: the rest goes to the next one, as long as there is progress.
func askBatch(ctx context.Context, dial Dial, batch []snapshot.Answer) error {
	for {
		left := open(batch)
		if len(left) == 0 {
			return nil
		}
		err := askOnce(ctx, dial, batch, left)
		switch {
		case ctx.Err() != nil:
			return cmp.Or(context.Cause(ctx), ctx.Err())
		case err == nil, len(open(batch)) < len(left):
		case errors.Is(err, io.EOF):
			return errors.New("it closes the connection without an answer")
		default:
			return err
		}
	}
}

// open are the questions without an answer.
func open(batch []snapshot.Answer) (left []int) {
	for i := range batch {
		if o := batch[i].Outcome; o == snapshot.NotAsked || o == snapshot.NoAnswer {
			left = append(left, i)
		}
	}
	return left
}

// askOnce uses one connection.
func askOnce(ctx context.Context, dial Dial, batch []snapshot.Answer, left []int) error {
	conn, err := dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// A stream of a port-forward knows no deadline: closing it ends what waits for it.
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()

	var out []byte
	for n, i := range left {
		framed, err := pack(uint16(n), batch[i].Question)
		if err != nil {
			batch[i].Outcome = snapshot.Unusable
			continue
		}
		batch[i].Outcome = snapshot.NoAnswer // Until an answer comes.
		out = append(out, framed...)
	}
	written := make(chan struct{})
	go func() {
		// A server may want its answers read before it takes more questions. If writing
		// fails, so does reading, and says more.
		defer close(written)
		_, _ = conn.Write(out)
	}()
	err = readAnswersOf(conn, batch, left)
	_ = conn.Close()
	<-written
	return err
}

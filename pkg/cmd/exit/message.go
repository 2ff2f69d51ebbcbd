package exit

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"syscall"
	"unicode/utf8"
)

// maxMessage keeps a server or a file from filling the screen with its error.
const maxMessage = 1000

// Message is err in one line. Sources word their own errors; what client-go says
// of a request that they passed on is told without its path and query.
func Message(err error) string {
	msg := err.Error()
	var request *url.Error
	if errors.As(err, &request) {
		msg = requestMessage(request)
	}
	msg = oneLine(msg)
	if len(msg) <= maxMessage {
		return msg
	}
	cut := maxMessage
	for !utf8.RuneStart(msg[cut]) {
		cut--
	}
	return msg[:cut] + " …"
}

func requestMessage(err *url.Error) string {
	host := err.URL
	if u, parseErr := url.Parse(err.URL); parseErr == nil && u.Host != "" {
		host = u.Scheme + "://" + u.Host
	}
	if err.Timeout() {
		return fmt.Sprintf("the server at %s did not answer in time; --request-timeout gives it longer", host)
	}
	return fmt.Sprintf("cannot reach the server at %s: %v", host, err.Err)
}

// isBrokenPipe reports that nobody reads the output any more, as in `| head`.
func isBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

// oneLine joins the lines of a message; several of client-go's have more than one.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

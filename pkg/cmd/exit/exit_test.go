package exit

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
)

func TestPrint(t *testing.T) {
	cmd := &cobra.Command{Use: "kubectl-sts", Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl sts"}}
	for _, c := range []struct {
		name string
		err  error
		code int
		want string
	}{
		{"none", nil, OK, ""},
		{"plain", errors.New("no luck"), Failure, "error: no luck\n"},
		{"usage", Usagef(cmd, "bad %s", "flag"), Failure, "error: bad flag\nSee 'kubectl sts --help'.\n"},
		{"no", &Error{Code: No, Err: errors.New("not done")}, No, "error: not done\n"},
		{"no, as the output says", fmt.Errorf("%w", &Error{Code: No}), No, ""},
		{"timed out", fmt.Errorf("wait: %w", &Error{Code: TimedOut, Err: errors.New("5m")}), TimedOut, "error: wait: 5m\n"},
		{"interrupted", fmt.Errorf("read: %w", context.Canceled), Interrupted, ""},
		{"nobody reads", &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}, OK, ""},
		{"several lines", errors.New("one\n\ntwo\r\nthree\n"), Failure, "error: one two three\n"},
		{"terminal escapes", errors.New("\x1b[31mred"), Failure, "error: \\x1b[31mred\n"},
		{
			"request", fmt.Errorf("x: %w", &url.Error{Op: "Get", URL: "https://h:1/version?timeout=1s", Err: syscall.ECONNREFUSED}), Failure,
			"error: cannot reach the server at https://h:1: connection refused\n",
		},
		{
			"request timeout", &url.Error{Op: "Get", URL: "https://h:1/apis", Err: context.DeadlineExceeded}, Failure,
			"error: the server at https://h:1 did not answer in time; --request-timeout gives it longer\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			if code := Print(&out, c.err); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if out.String() != c.want {
				t.Errorf("printed %q, want %q", out.String(), c.want)
			}
		})
	}
}

func TestLongMessagesAreCut(t *testing.T) {
	msg := Message(errors.New(strings.Repeat("ä", 5000)))
	if len(msg) > maxMessage+10 || !strings.HasSuffix(msg, "ä …") {
		t.Errorf("%d bytes, ending %q", len(msg), msg[len(msg)-8:])
	}
}

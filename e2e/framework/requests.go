package framework

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Request is a request that the API server answered, as its audit log has it.
type Request struct {
	Verb string `json:"verb"`
	User struct {
		Username string `json:"username"`
	} `json:"user"`
	UserAgent  string `json:"userAgent"`
	RequestURI string `json:"requestURI"`
	ObjectRef  struct {
		Resource  string `json:"resource"`
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
	} `json:"objectRef"`
	ResponseStatus struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
}

func (r Request) String() string {
	return fmt.Sprintf("%s %s %d", r.Verb, r.RequestURI, r.ResponseStatus.Code)
}

// RequestsOf runs do and returns what the API server's audit log has on requests of a user since.
func (f *F) RequestsOf(user string, do func()) []Request {
	f.Helper()
	f.Require(AuditLog)
	before := len(f.audited(user))
	do()
	// The log may be a moment behind the answers: read until it stands still.
	after := f.audited(user)
	f.Eventually("the audit log stands still", 10*time.Second, func() (bool, string) {
		have := len(after)
		time.Sleep(pollInterval)
		after = f.audited(user)
		return len(after) == have, fmt.Sprint(after)
	})
	return after[before:]
}

// AuditLog is the path of the API server's audit log, on this machine.
func (f *F) AuditLog() string {
	f.Helper()
	f.Require(AuditLog)
	return f.cluster.auditLog
}

func (f *F) audited(user string) []Request {
	f.Helper()
	log := f.openAuditLog(user)
	defer log.Close()
	var out []Request
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if !strings.Contains(lines.Text(), user) {
			continue
		}
		var r Request
		if err := json.Unmarshal(lines.Bytes(), &r); err == nil && r.User.Username == user {
			out = append(out, r)
		}
	}
	if err := lines.Err(); err != nil {
		f.Fatalf("reading the audit log: %v", err)
	}
	return out
}

// openAuditLog opens the log, or, where a node container of kind has it ("docker:NODE:PATH"), its lines with these words.
func (f *F) openAuditLog(words string) io.ReadCloser {
	f.Helper()
	if place, inNode := strings.CutPrefix(f.cluster.auditLog, "docker:"); inNode {
		node, path, _ := strings.Cut(place, ":")
		// grep finds nothing before the user's first request, and says so with exit code 1.
		return io.NopCloser(strings.NewReader(f.docker(f.Context(), "exec", node, "sh", "-c", `grep -F -- "$0" "$1" || test $? = 1`, words, path)))
	}
	file, err := os.Open(f.cluster.auditLog)
	if err != nil {
		f.Fatalf("reading the audit log: %v", err)
	}
	return file
}

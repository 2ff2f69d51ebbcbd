package kind

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"sigs.k8s.io/kind/pkg/cluster"
	"sigs.k8s.io/kind/pkg/log"
)

func newProvider(progress io.Writer) *cluster.Provider {
	return cluster.NewProvider(cluster.ProviderWithDocker(), cluster.ProviderWithLogger(&logger{out: progress}))
}

// logger passes on what kind says, one plain line at a time.
type logger struct {
	mu  sync.Mutex
	out io.Writer
}

func (l *logger) say(message string) {
	// A step that went well was announced when it began.
	if strings.HasPrefix(message, " \u2713") {
		return
	}
	// kind decorates its steps with pictures.
	message = strings.Map(func(r rune) rune {
		if r > 0x2000 {
			return -1
		}
		return r
	}, message)
	if message = strings.TrimSpace(message); message == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = fmt.Fprintf(l.out, "  %s\n", message)
}

// Warn says what kind warns of, but for cgroup v1: the pinned release runs on it.
func (l *logger) Warn(message string) {
	if !strings.Contains(message, "cgroup v1") {
		l.say(message)
	}
}

// Warnf is Warn with a format.
func (l *logger) Warnf(format string, args ...any) { l.Warn(fmt.Sprintf(format, args...)) }

// Error says what kind calls an error, which is more than what it returns.
func (l *logger) Error(message string) { l.say(message) }

// Errorf is Error with a format.
func (l *logger) Errorf(format string, args ...any) { l.Error(fmt.Sprintf(format, args...)) }

// V is for levels above 0 silent.
func (l *logger) V(level log.Level) log.InfoLogger { return infoLogger{l, level == 0} }

type infoLogger struct {
	l       *logger
	enabled bool
}

func (i infoLogger) Info(message string) {
	if i.enabled {
		i.l.say(message)
	}
}

func (i infoLogger) Infof(format string, args ...any) { i.Info(fmt.Sprintf(format, args...)) }

func (i infoLogger) Enabled() bool { return i.enabled }

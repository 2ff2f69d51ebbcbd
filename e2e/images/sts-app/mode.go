package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// mode is what the program does. Scenarios use the same words for simulated kubelets.
type mode string

const (
	ready   mode = "ready"
	unready mode = "unready"
	// crash ends the program, soon after it starts or in the middle.
	crash mode = "crashloop"
	// stuck does not end when it is asked to, until it is killed or becomes another mode.
	stuck mode = "stuck-terminating"
	// fill writes the disk full, and then is as ready.
	fill mode = "fill"
)

// asked are the folders with words for the program, the strongest first: what `sts-app write` puts there, and the Pod's
// annotations, which the kubelet writes as they change (downward API) for as long as nobody has deleted the Pod.
var asked = []string{"/tmp", "/etc/sts-app"}

// wishes say what the Pod is told: in a file first, by variables else.
type wishes struct {
	folders []string
	getenv  func(string) string
}

func (w wishes) word(file, variable string) string {
	for _, folder := range w.folders {
		content, err := os.ReadFile(filepath.Join(folder, file))
		if word := strings.TrimSpace(string(content)); err == nil && word != "" {
			return word
		}
	}
	return w.getenv(variable)
}

func (w wishes) mode() mode {
	if word := w.word("behavior", "STS_APP_MODE"); word != "" {
		return mode(word)
	}
	return ready
}

// readyDelay is how long after its start the program says that it is ready.
func (w wishes) readyDelay() time.Duration {
	d, err := time.ParseDuration(w.word("ready-delay", "STS_APP_READY_DELAY"))
	if err != nil {
		return 0
	}
	return d
}

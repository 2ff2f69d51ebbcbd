// Package judge runs the real StatefulSet controller on states that it is given,
// one sync each, and says what the controller did. It is compiled against many
// versions of Kubernetes; signatures.go is where they differ.
package judge

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/klog/v2"

	// As in the controller manager: the comparison of revisions by meaning applies the API's defaults.
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
)

// Main reads states from standard input, a line of JSON each, and writes the
// outcome of each to standard output, until the input ends.
func Main() {
	// What the controller logs is about errors that states are made to cause.
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	// The default handlers also wait, so that a controller that always fails does not spin.
	utilruntime.ErrorHandlers = nil

	// Memory is cheap here, and collecting it often is a fifth of the time.
	debug.SetGCPercent(400)
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(1)
	}
}

func serve(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var state State
		if err := json.Unmarshal(line, &state); err != nil {
			return fmt.Errorf("read a state: %w", err)
		}
		outcome, err := sync(&state)
		if err != nil {
			return err
		}
		answer, err := json.Marshal(outcome)
		if err != nil {
			return fmt.Errorf("write an outcome: %w", err)
		}
		if _, err := out.Write(append(answer, '\n')); err != nil {
			return err
		}
	}
}

// setGates turns feature gates on and off; those that are as asked for already are left alone.
func setGates(gates map[string]bool) error {
	change := map[string]bool{}
	for name, on := range gates {
		if utilfeature.DefaultFeatureGate.Enabled(gate(name)) != on {
			change[name] = on
		}
	}
	if len(change) == 0 {
		return nil
	}
	return utilfeature.DefaultMutableFeatureGate.SetFromMap(change)
}

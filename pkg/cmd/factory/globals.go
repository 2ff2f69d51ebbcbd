package factory

import (
	"flag"
	"fmt"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/klog/v2"
)

const flagLogFlush = "log-flush-frequency"

// AddFlags adds every flag that `kubectl options` lists, in kubectl's words.
func (f *Factory) AddFlags(flags *pflag.FlagSet) {
	f.client.addFlags(flags)
	f.profile.addFlags(flags)
	flags.BoolVar(&f.warningsAsErrors, "warnings-as-errors", f.warningsAsErrors,
		"Treat warnings received from the server as errors and exit with a non-zero exit code")

	var logs flag.FlagSet
	klog.InitFlags(&logs)
	flags.AddGoFlag(logs.Lookup("v"))
	flags.AddGoFlag(logs.Lookup("vmodule"))
	flags.DurationVar(&f.logFlush, flagLogFlush, 5*time.Second, "Maximum number of seconds between log flushes")
}

func warningsError(count int) error {
	switch count {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("1 warning received from the server (--warnings-as-errors)")
	}
	return fmt.Errorf("%d warnings received from the server (--warnings-as-errors)", count)
}

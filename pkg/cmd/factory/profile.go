package factory

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"

	"github.com/spf13/pflag"
)

const noProfile = "none"

// profile is kubectl's --profile: it measures the command itself.
type profile struct {
	name, output string
	file         *os.File
}

func (p *profile) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&p.name, "profile", p.name, "Name of profile to capture. One of (none|cpu|heap|goroutine|threadcreate|block|mutex|trace)")
	flags.StringVar(&p.output, "profile-output", p.output, "Name of the file to write the profile to")
}

func (p *profile) start() error {
	switch p.name {
	case noProfile:
		return nil
	case "cpu", "trace":
	case "block":
		runtime.SetBlockProfileRate(1)
	case "mutex":
		runtime.SetMutexProfileFraction(1)
	default:
		if pprof.Lookup(p.name) == nil {
			return fmt.Errorf("unknown profile %q; use one of: none, cpu, heap, goroutine, threadcreate, block, mutex, trace", p.name)
		}
	}
	file, err := os.Create(p.output)
	if err != nil {
		return fmt.Errorf("write the profile: %w", err)
	}
	p.file = file
	switch p.name {
	case "cpu":
		return pprof.StartCPUProfile(file)
	case "trace":
		return trace.Start(file)
	}
	return nil
}

func (p *profile) stop() error {
	if p.file == nil {
		return nil
	}
	var err error
	switch p.name {
	case "cpu":
		pprof.StopCPUProfile()
	case "trace":
		trace.Stop()
	case "heap":
		runtime.GC()
		fallthrough
	default:
		err = pprof.Lookup(p.name).WriteTo(p.file, 0)
	}
	if closeErr := p.file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write the profile: %w", err)
	}
	return nil
}

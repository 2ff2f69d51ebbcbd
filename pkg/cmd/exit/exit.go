// Package exit maps errors to exit codes and to the one line printed for them.
package exit

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// Exit codes of every command.
const (
	OK = 0
	// Failure is a wrong command line or an error of the API.
	Failure = 1
	// No is the answer to a question that a command was asked.
	No = 2
	// TimedOut is a wait that ended before what it waited for.
	TimedOut = 3
	// Interrupted is 128 + SIGINT, as shells have it.
	Interrupted = 130
)

// Error is an error with an exit code of its own.
type Error struct {
	Code int
	Err  error
}

// Answered ends a command with a code and no line: its output has said it all.
func Answered(code int) error { return &Error{Code: code} }

func (e *Error) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}
func (e *Error) Unwrap() error { return e.Err }

// UsageError is a command line that cannot be run.
type UsageError struct {
	// Command is the command as typed: "kubectl sts status".
	Command string
	Err     error
}

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usage marks err as a mistake in the command line of cmd.
func Usage(cmd *cobra.Command, err error) error {
	return &UsageError{Command: cmd.CommandPath(), Err: err}
}

// Usagef is Usage with a new error.
func Usagef(cmd *cobra.Command, format string, args ...any) error {
	return Usage(cmd, fmt.Errorf(format, args...))
}

// NoArgs is cobra.NoArgs in words that fit.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return Usagef(cmd, "unexpected argument %q: %s takes none", args[0], cmd.CommandPath())
	}
	return nil
}

// Code is the exit code for err.
func Code(err error) int {
	var coded *Error
	switch {
	case err == nil, isBrokenPipe(err):
		return OK
	case errors.As(err, &coded):
		return coded.Code
	case errors.Is(err, context.Canceled):
		// Only a signal cancels the context of a command.
		return Interrupted
	default:
		return Failure
	}
}

// Print writes the line for err, if it deserves one, and returns the exit code.
func Print(w io.Writer, err error) int {
	code := Code(err)
	var coded *Error
	if code == OK || code == Interrupted || errors.As(err, &coded) && coded.Err == nil {
		return code
	}
	fmt.Fprintf(w, "error: %s\n", printer.Visible(Message(err)))
	var usage *UsageError
	if errors.As(err, &usage) {
		fmt.Fprintf(w, "See '%s --help'.\n", usage.Command)
	}
	return code
}

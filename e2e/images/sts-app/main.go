// sts-app stands in for every application of the examples and scenarios on clusters with real kubelets: a server that
// is ready, or not, or ends, as its Pod is told to, and a few commands that scenarios run in its container.
//
// Its image is empty but for this program, so that it answers to whatever command the examples have.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// commands are what `kubectl exec POD -- sts-app COMMAND` can do.
var commands = map[string]func(args []string) error{
	"resolve": resolveCommand,
	"fill":    fillCommand,
	"write":   writeCommand,
	"cat":     catCommand,
	"get":     getCommand,
}

func main() {
	// Called mongod or sh it is the server, whatever the arguments.
	if filepath.Base(os.Args[0]) != "sts-app" || len(os.Args) < 2 {
		os.Exit(serve(os.Getenv))
	}
	command, known := commands[os.Args[1]]
	if !known {
		fmt.Fprintf(os.Stderr, "error: no command %q: there are resolve, fill, write, cat and get\n", os.Args[1])
		os.Exit(1)
	}
	if err := command(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// resolveCommand prints what DNS answers: sts-app resolve [-server ADDRESS] [-search] TYPE NAME…
func resolveCommand(args []string) error {
	flags := flag.NewFlagSet("resolve", flag.ContinueOnError)
	server := flags.String("server", "", "`address` of a DNS server; empty means the Pod's own")
	search := flags.Bool("search", false, "try the Pod's search domains, as programs do")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() < 2 {
		return fmt.Errorf("usage: sts-app resolve [-server ADDRESS] [-search] TYPE NAME…")
	}
	r, err := newResolver("/etc/resolv.conf", *server)
	if err != nil {
		return err
	}
	answers := []answer{}
	for _, name := range flags.Args()[1:] {
		a, err := r.answer(flags.Arg(0), name, *search)
		if err != nil {
			return err
		}
		answers = append(answers, a)
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

// writeCommand writes a file: sts-app write PATH TEXT
func writeCommand(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: sts-app write PATH TEXT")
	}
	return os.WriteFile(args[0], []byte(args[1]), 0o644)
}

// catCommand prints a file: sts-app cat PATH
func catCommand(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: sts-app cat PATH")
	}
	content, err := os.ReadFile(args[0])
	if err == nil {
		_, err = os.Stdout.Write(content)
	}
	return err
}

// getCommand prints what an HTTP server answers: sts-app get URL
func getCommand(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: sts-app get URL")
	}
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(args[0])
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", args[0], response.Status)
	}
	return nil
}

package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// How often the program looks whether it is told something else.
const look = 100 * time.Millisecond

// serve is the application. Variables, each with its default:
//
//	STS_APP_MODE         ready   ready, unready, crashloop, stuck-terminating or fill
//	STS_APP_PORT         8080    where /readyz, /healthz and / are, several with commas
//	STS_APP_READY_DELAY  0       not ready for so long after the start
//	STS_APP_START_DELAY  0       not even listening for so long
//	STS_APP_EXIT_CODE    1       of crashloop
//	STS_APP_FILL         /data   the folder that fill fills
func serve(getenv func(string) string) int {
	w := wishes{folders: asked, getenv: getenv}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	if w.mode() == crash {
		return crashed(getenv)
	}
	if delay, err := time.ParseDuration(getenv("STS_APP_START_DELAY")); err == nil {
		select {
		case <-time.After(delay):
		case <-end:
			return 0
		}
	}
	started := time.Now()
	isReady := func() bool {
		m := w.mode()
		return m != unready && m != crash && time.Since(started) >= w.readyDelay()
	}
	if err := listen(getenv("STS_APP_PORT"), handler(getenv("STS_APP_VERSION"), isReady)); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		return 1
	}
	if w.mode() == fill {
		fmt.Println(fillCommand([]string{cmp.Or(getenv("STS_APP_FILL"), "/data")}))
	}
	ending := false
	for tick := time.NewTicker(look); ; {
		select {
		case s := <-end:
			ending = true
			fmt.Printf("%s\n", s)
		case <-tick.C:
		}
		switch m := w.mode(); {
		case m == crash:
			return crashed(getenv)
		case ending && m != stuck:
			return 0
		}
	}
}

func crashed(getenv func(string) string) int {
	code, err := strconv.Atoi(getenv("STS_APP_EXIT_CODE"))
	if err != nil {
		code = 1
	}
	fmt.Fprintf(os.Stderr, "told to crash, exit code %d\n", code)
	return code
}

func handler(version string, isReady func() bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/readyz", func(out http.ResponseWriter, _ *http.Request) {
		if !isReady() {
			http.Error(out, "told not to be ready", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("/", func(out http.ResponseWriter, _ *http.Request) {
		name, _ := os.Hostname()
		fmt.Fprintf(out, "%s %s\n", name, version)
	})
	return mux
}

// listen serves on all ports. One that another container of the Pod has is that container's.
func listen(ports string, h http.Handler) error {
	for _, port := range strings.Split(cmp.Or(ports, "8080"), ",") {
		listener, err := net.Listen("tcp", ":"+port)
		if errors.Is(err, syscall.EADDRINUSE) {
			fmt.Printf("port %s is taken\n", port)
			continue
		}
		if err != nil {
			return err
		}
		go func() { _ = http.Serve(listener, h) }()
	}
	return nil
}

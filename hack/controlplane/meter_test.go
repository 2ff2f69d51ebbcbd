package main

import (
	"runtime"
	"testing"
	"time"
)

func TestEscape(t *testing.T) {
	if got := escape("github.com/Azure/go-ansiterm"); got != "github.com/!azure/go-ansiterm" {
		t.Error(got)
	}
}

// With no speed measured yet the guess is the one built in; with much measured it is the measured one.
func TestTimeLeft(t *testing.T) {
	m := &meter{all: 1000, left: 1000, todo: map[string]float64{"a": 1}, compile0: time.Now()}
	if got, want := m.timeLeft().Seconds(), 1000/(0.8*float64(runtime.NumCPU())); got < want*0.99 || got > want*1.01 {
		t.Errorf("at the beginning %v s, want %v", got, want)
	}
	m.left, m.compile0 = 500, time.Now().Add(-time.Hour)
	if got := m.timeLeft().Hours(); got < 0.8 || got > 1.1 {
		t.Errorf("half way after an hour: %v h, want about one", got)
	}
}

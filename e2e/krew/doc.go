// Package krew installs the plugin as its users do, with Krew, and tries what it brings for other tools: completion
// for kubectl and shortcuts for k9s.
//
// Its archive is what `make dist` makes of the working tree for this machine, into dist/, unless STS_DIST names a folder
// that has one. The rest of the environment is the framework's.
//
// Nothing of it uses a network besides the loopback device, and the Go module proxy for what is not cached.
package krew

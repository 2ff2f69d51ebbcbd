// Package version knows what this binary was built from and prints it.
package version

import (
	"cmp"
	"runtime"
	"runtime/debug"
)

// Set with -ldflags "-X …" by those who build without git, such as distributions.
// Releases, `go build` and `go install` take them from the build information that
// Go embeds: the tag, or a version made of the commit, with +dirty if it is modified.
var (
	version   string
	gitCommit string
	buildDate string
)

// Info describes the binary.
type Info struct {
	Version   string `json:"version"`
	GitCommit string `json:"gitCommit,omitempty"`
	// Modified is true when the working tree held changes that are not in the commit.
	Modified  bool   `json:"modified,omitempty"`
	BuildDate string `json:"buildDate,omitempty"`
	GoVersion string `json:"goVersion"`
	Platform  string `json:"platform"`
	// Kubernetes is the version of the client libraries: v0.37.2 belongs to Kubernetes 1.37.
	Kubernetes string `json:"kubernetes,omitempty"`
}

// Get reads the build information.
func Get() Info { return from(debug.ReadBuildInfo()) }

func from(build *debug.BuildInfo, ok bool) Info {
	info := Info{
		Version:   version,
		GitCommit: gitCommit,
		BuildDate: buildDate,
		GoVersion: runtime.Version(),
		Platform:  runtime.GOOS + "/" + runtime.GOARCH,
	}
	if !ok {
		info.Version = cmp.Or(info.Version, "unknown")
		return info
	}
	info.Version = cmp.Or(info.Version, build.Main.Version, "(devel)")
	for _, s := range build.Settings {
		switch s.Key {
		case "vcs.revision":
			info.GitCommit = cmp.Or(info.GitCommit, s.Value)
		case "vcs.time":
			info.BuildDate = cmp.Or(info.BuildDate, s.Value)
		case "vcs.modified":
			info.Modified = s.Value == "true"
		}
	}
	for _, dep := range build.Deps {
		if dep.Path == "k8s.io/client-go" {
			info.Kubernetes = dep.Version
		}
	}
	return info
}

package version

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFrom(t *testing.T) {
	git := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123abc"}, {Key: "vcs.time", Value: "2026-11-22T05:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}
	tests := []struct {
		name  string
		build *debug.BuildInfo
		flags [3]string // -X of version, gitCommit and buildDate
		want  Info
	}{
		{name: "nothing known", want: Info{Version: "unknown"}},
		{name: "built in a folder without git", build: &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, want: Info{Version: "(devel)"}},
		{
			name: "go install of a release",
			build: &debug.BuildInfo{Main: debug.Module{Version: "v0.6.0"}, Deps: []*debug.Module{
				{Path: "k8s.io/api", Version: "v0.37.1"}, {Path: "k8s.io/client-go", Version: "v0.37.2"},
			}},
			want: Info{Version: "v0.6.0", Kubernetes: "v0.37.2"},
		},
		{
			name:  "a modified working tree",
			build: &debug.BuildInfo{Main: debug.Module{Version: "v0.6.1-0.20261122050000-0123abc+dirty"}, Settings: git},
			want:  Info{Version: "v0.6.1-0.20261122050000-0123abc+dirty", GitCommit: "0123abc", BuildDate: "2026-11-22T05:00:00Z", Modified: true},
		},
		{
			name:  "a distribution, whose flags win",
			build: &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}},
			flags: [3]string{"v0.6.0-1", "4567def", "2026-12-01"},
			want:  Info{Version: "v0.6.0-1", GitCommit: "4567def", BuildDate: "2026-12-01"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			version, gitCommit, buildDate = tt.flags[0], tt.flags[1], tt.flags[2]
			defer func() { version, gitCommit, buildDate = "", "", "" }()
			tt.want.GoVersion, tt.want.Platform = runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH
			if diff := cmp.Diff(tt.want, from(tt.build, tt.build != nil)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

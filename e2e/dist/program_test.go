//go:build e2e

package dist

import (
	"encoding/json"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestProgramTellsItsVersion runs the program of the archive for this platform.
func TestProgramTellsItsVersion(t *testing.T) {
	var got struct {
		Version, GitCommit, Platform string
		Modified                     bool
	}
	if err := json.Unmarshal([]byte(run(t, "", nil, program(t), "version", "-o", "json")), &got); err != nil {
		t.Fatal(err)
	}
	want := got
	want.Version, want.Modified = tag, false
	want.GitCommit = run(t, released(t), nil, "git", "rev-parse", "HEAD")
	want.Platform = runtime.GOOS + "/" + runtime.GOARCH
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kubectl-sts version (-want +got):\n%s", diff)
	}
}

// TestBillOfMaterials compares an SBOM with what the program says of itself.
func TestBillOfMaterials(t *testing.T) {
	type component struct{ Name, Version, Purl string }
	var sbom struct {
		BOMFormat    string
		SerialNumber string
		Metadata     struct {
			Timestamp string
			Component component
		}
		Components []component
	}
	path := filepath.Join(made(t), file(runtime.GOOS+"/"+runtime.GOARCH, ".cdx.json"))
	if err := json.Unmarshal([]byte(read(t, path)), &sbom); err != nil {
		t.Fatal(err)
	}
	if sbom.BOMFormat != "CycloneDX" || sbom.SerialNumber != "" || sbom.Metadata.Timestamp != "" || sbom.Metadata.Component.Version != tag {
		t.Errorf("SBOM of format %q for version %q, serial number %q, time %q", sbom.BOMFormat, sbom.Metadata.Component.Version, sbom.SerialNumber, sbom.Metadata.Timestamp)
	}
	got := map[string]string{}
	for _, c := range sbom.Components {
		got[c.Name] = c.Version
	}
	want := map[string]string{"std": runtime.Version()}
	for line := range strings.Lines(run(t, "", nil, "go", "version", "-m", program(t))) {
		if words := strings.Fields(line); words[0] == "dep" {
			want[words[1]] = words[2]
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("modules (-in the program +in the SBOM):\n%s", diff)
	}
}

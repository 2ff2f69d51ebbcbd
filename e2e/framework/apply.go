package framework

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf16"

	appsv1 "k8s.io/api/apps/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Edit changes a StatefulSet before it is applied.
type Edit func(*appsv1.StatefulSet)

// Apply applies a file or the files of a folder under examples/, its StatefulSets edited first.
func (f *F) Apply(example string, edits ...Edit) {
	f.Helper()
	path := Example(example)
	if len(edits) == 0 {
		f.Kubectl("apply", "-f", path)
		return
	}
	files := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		files, _ = filepath.Glob(filepath.Join(path, "*.yaml"))
		sort.Strings(files)
	}
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		all.WriteString("---\n")
		all.Write(content)
	}
	f.ApplyYAML(all.String(), edits...)
}

// ApplyYAML applies documents as `kubectl apply -f -` does, their StatefulSets edited first.
func (f *F) ApplyYAML(documents string, edits ...Edit) {
	f.Helper()
	var out strings.Builder
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(documents)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			f.Fatalf("reading documents: %v", err)
		}
		out.WriteString("---\n")
		out.Write(f.edit(document, edits))
	}
	f.kubectlWithInput(out.String(), "apply", "-f", "-")
}

func (f *F) edit(document []byte, edits []Edit) []byte {
	f.Helper()
	if !bytes.Contains(document, []byte("kind: StatefulSet")) || len(edits) == 0 {
		return document
	}
	var set appsv1.StatefulSet
	if err := yaml.UnmarshalStrict(document, &set); err != nil {
		f.Fatalf("reading a StatefulSet: %v", err)
	}
	for _, edit := range edits {
		edit(&set)
	}
	if f.Has(RealKubelets) {
		giveEars(&set)
	}
	out, err := json.Marshal(&set)
	if err != nil {
		f.Fatal(err)
	}
	return ascii(out)
}

// ascii escapes what JSON may hold as it is and YAML, which kubectl takes it for, may not: control characters beyond ASCII.
func ascii(in []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(in) {
		if r < 0x7f {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	out.WriteByte('\n')
	return out.Bytes()
}

func (f *F) kubectlWithInput(input string, args ...string) {
	f.Helper()
	cmd := exec.CommandContext(f.Context(), filepath.Join(f.cluster.bin, "kubectl"), args...)
	cmd.Env = f.cluster.environment(f.kubeconfig)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		f.Fatalf("kubectl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// Replicas changes spec.replicas.
func Replicas(n int32) Edit { return func(set *appsv1.StatefulSet) { set.Spec.Replicas = &n } }

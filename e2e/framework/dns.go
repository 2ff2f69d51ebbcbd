package framework

import (
	"encoding/json"
	"strings"
)

// Answer is what the cluster's DNS says to one question, asked from inside the cluster.
type Answer struct {
	Name string `json:"name"`
	Type string `json:"type"`
	// Code is the DNS response code: Success, NameError (no such name) and so on.
	Code string `json:"code"`
	// Values are addresses, sorted, or for SRV "priority weight port target".
	Values []string `json:"values"`
}

// asker is the Pod that asks; it has the resolver settings that every Pod has.
const asker = "dns-asker"

// Lookup asks the cluster's DNS, from a Pod of the scenario, for records of a type: A, AAAA or SRV. Names are taken
// as they are, without search domains.
func (f *F) Lookup(recordType string, names ...string) []Answer {
	f.Helper()
	return f.lookup(append([]string{recordType}, names...))
}

// Resolve looks names up as a program in a Pod of the scenario does, with its search domains: web-0.nginx will do.
func (f *F) Resolve(names ...string) []Answer {
	f.Helper()
	return f.lookup(append([]string{"-search", "A"}, names...))
}

func (f *F) lookup(args []string) []Answer {
	f.Helper()
	f.Require(RealKubelets, AppImages)
	f.asker.Do(func() {
		f.Kubectl("run", asker, "--image="+AppImage, "--restart=Never")
		f.Kubectl("wait", "pod/"+asker, "--for=condition=Ready", f.Patience())
	})
	out := f.Exec(asker, append([]string{"sts-app", "resolve"}, args...)...)
	var answers []Answer
	if err := json.Unmarshal([]byte(out), &answers); err != nil {
		f.Fatalf("sts-app resolve %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return answers
}

// Exec runs a command in the first container of a Pod, which has to succeed, and returns what it printed.
func (f *F) Exec(pod string, command ...string) string {
	f.Helper()
	return f.succeed(f.TryExec(pod, command...))
}

// TryExec runs a command in the first container of a Pod.
func (f *F) TryExec(pod string, command ...string) Result {
	f.Helper()
	f.Require(RealKubelets)
	return f.TryKubectl(append([]string{"exec", pod, "--"}, command...)...)
}

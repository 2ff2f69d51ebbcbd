package oracle

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// Case is a state, and the version and feature gates under which it is judged.
// Its JSON is what a judge reads (judge.State in the module of the judges).
type Case struct {
	Version string `json:"version"`
	// Gates are all that can be set in the version.
	Gates map[string]bool `json:"gates,omitempty"`
	// Seed that the case was generated from; what was shrunk keeps it.
	Seed uint64 `json:"seed,omitempty"`

	Now       time.Time                       `json:"now"`
	Set       *appsv1.StatefulSet             `json:"set"`
	Pods      []*corev1.Pod                   `json:"pods,omitempty"`
	Revisions []*appsv1.ControllerRevision    `json:"revisions,omitempty"`
	Claims    []*corev1.PersistentVolumeClaim `json:"claims,omitempty"`
}

// Outcome is what a judge says that the controller did.
type Outcome struct {
	Actions []Action `json:"actions"`
	// Status that was computed. The controller does not tell it when the sync
	// failed and there was nothing new to write.
	Status  *appsv1.StatefulSetStatus `json:"status,omitempty"`
	Written bool                      `json:"written,omitempty"`
	Error   string                    `json:"error,omitempty"`
}

// Action is one write to the API server.
type Action struct {
	Verb   replay.Verb     `json:"verb"`
	Name   string          `json:"name"`
	Object json.RawMessage `json:"object,omitempty"`
}

// State is the case as replay takes it.
func (c *Case) State() replay.State {
	return replay.State{Set: c.Set, Pods: c.Pods, Revisions: c.Revisions, Claims: c.Claims, Now: c.Now}
}

// Replay is what replay says that the sync does.
func (c *Case) Replay() (replay.Sync, error) {
	rules, err := replay.RulesFor(c.Version, c.Gates)
	if err != nil {
		return replay.Sync{}, err
	}
	return replay.Next(c.State(), rules), nil
}

// DeepCopy copies the case with everything in it.
func (c *Case) DeepCopy() *Case {
	out := *c
	out.Gates = maps.Clone(c.Gates)
	out.Set = c.Set.DeepCopy()
	out.Pods, out.Revisions, out.Claims = slices.Clone(c.Pods), slices.Clone(c.Revisions), slices.Clone(c.Claims)
	for i := range out.Pods {
		out.Pods[i] = out.Pods[i].DeepCopy()
	}
	for i := range out.Revisions {
		out.Revisions[i] = out.Revisions[i].DeepCopy()
	}
	for i := range out.Claims {
		out.Claims[i] = out.Claims[i].DeepCopy()
	}
	return &out
}

// GateSets are all combinations of the gates that can be set in a version. The
// first has the defaults.
func GateSets(version string) ([]map[string]bool, error) {
	defaults, err := replay.RulesFor(version, nil)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range replay.GateNames() {
		_, off := replay.RulesFor(version, map[string]bool{name: false})
		_, on := replay.RulesFor(version, map[string]bool{name: true})
		if off == nil && on == nil {
			names = append(names, name)
		}
	}
	var sets []map[string]bool
	for bits := range 1 << len(names) {
		set := map[string]bool{}
		for i, name := range names {
			set[name] = bits&(1<<i) != 0
		}
		if rules, err := replay.RulesFor(version, set); err == nil && rules == defaults {
			sets = slices.Insert(sets, 0, set)
		} else {
			sets = append(sets, set)
		}
	}
	return sets, nil
}

// GatesText names the gates that are on, "none" when there are none.
func GatesText(gates map[string]bool) string {
	var on []string
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		if gates[name] {
			on = append(on, name)
		}
	}
	if len(on) == 0 {
		return "none"
	}
	return strings.Join(on, ",")
}

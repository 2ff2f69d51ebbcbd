package replay

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/version"
)

// The feature gates that change what the StatefulSet controller does.
const (
	GateMaxUnavailable    = "MaxUnavailableStatefulSet"
	GateRecreate          = "StatefulSetRecreateStrategy"
	GateSemanticRevisions = "StatefulSetSemanticRevisionComparison"
	GateAutoDeletePVC     = "StatefulSetAutoDeletePVC"
	GateStartOrdinal      = "StatefulSetStartOrdinal"
	GatePodIndexLabel     = "PodIndexLabel"
)

// The oldest and the newest minor version whose controller is known.
const (
	OldestMinor = 30
	NewestMinor = 37
)

// Rules are what the controller does in one version of the server, with one set of gates.
type Rules struct {
	// Version as it was given: "v1.37.1".
	Version string

	// MaxUnavailable: spec.updateStrategy.rollingUpdate.maxUnavailable is in force.
	MaxUnavailable bool
	// Recreate: the update strategy Recreate is in force; without it the controller refuses such a set.
	Recreate bool
	// SemanticRevisions: a revision that differs from the template in its serialisation alone is the template's.
	SemanticRevisions bool
	// AutoDeletePVC: the claim retention policy is in force.
	AutoDeletePVC bool
	// StartOrdinal: spec.ordinals.start is in force.
	StartOrdinal bool
	// PodIndexLabel: Pods get the label apps.kubernetes.io/pod-index.
	PodIndexLabel bool

	// TwoPhaseDeletion: with MaxUnavailable, a Parallel set replaces its unavailable outdated Pods whatever the budget.
	TwoPhaseDeletion bool
	// CompletesAnyStrategy: status.currentRevision reaches the update revision whatever the strategy. Before, RollingUpdate alone did.
	CompletesAnyStrategy bool
	// KeepsConditions: status.conditions are carried over; before, they were dropped.
	KeepsConditions bool
	// WaitsForAvailable: updates and scale-down wait for available Pods. Before, for ready ones.
	WaitsForAvailable bool
	// AvailableAtOnce: a Pod is available when minReadySeconds have passed. Before, one instant later.
	AvailableAtOnce bool
	// ComparesHashLabels: two revisions whose hash labels are different numbers are different.
	ComparesHashLabels bool
	// WritesNullTimestamps: templates are serialised with creationTimestamp null.
	WritesNullTimestamps bool
	// KeepsNegativeHistory: a negative revisionHistoryLimit keeps every revision. Before, it made the controller panic.
	KeepsNegativeHistory bool
	// ReplacesEndedAtOnce: a Pod that ended is deleted and created in the same sync.
	ReplacesEndedAtOnce bool
	// PlainClaimOwners: claims get owners that are no controllers, and foreign controllers do not matter.
	PlainClaimOwners bool
}

// gate is a feature gate over the versions.
type gate struct {
	name string
	// on reports the default, and whether it can be set at all, in a version.
	on func(v v) (enabled, settable bool)
}

// v is a version reduced to what matters: minor and patch.
type v struct{ minor, patch uint }

func (a v) at(minor, patch uint) bool {
	return a.minor > minor || a.minor == minor && a.patch >= patch
}

// gates mirrors pkg/features/kube_features.go of the versions.
var gates = []gate{
	{GateMaxUnavailable, func(v v) (bool, bool) { return v.at(37, 0) || v.at(35, 0) && !v.at(35, 4), true }},
	{GateRecreate, func(v v) (bool, bool) { return false, v.at(37, 0) }},
	{GateSemanticRevisions, func(v v) (bool, bool) { on := v.at(34, 2); return on, on }},
	{GateAutoDeletePVC, func(v v) (bool, bool) { return true, !v.at(32, 0) }},
	{GateStartOrdinal, func(v v) (bool, bool) { return true, !v.at(31, 0) }},
	{GatePodIndexLabel, func(v v) (bool, bool) { return true, !v.at(32, 0) }},
}

// RulesFor are the rules of a server version ("v1.35.4", "1.37", "v1.33.1-gke.7")
// with gates set as given; those not given have their defaults. It fails for a
// version outside 1.30 to 1.37 and for a gate that the version does not know.
func RulesFor(serverVersion string, set map[string]bool) (Rules, error) {
	parsed, err := version.ParseGeneric(serverVersion)
	if err != nil {
		return Rules{}, fmt.Errorf("server version %q is no version like 1.37.1", serverVersion)
	}
	at := v{parsed.Minor(), parsed.Patch()}
	if parsed.Major() != 1 || at.minor < OldestMinor || at.minor > NewestMinor {
		return Rules{}, fmt.Errorf("server version %s is outside 1.%d to 1.%d, whose controllers are known", serverVersion, OldestMinor, NewestMinor)
	}
	r := Rules{
		Version:              serverVersion,
		TwoPhaseDeletion:     at.at(37, 0),
		CompletesAnyStrategy: at.at(37, 0),
		KeepsConditions:      at.at(37, 0),
		WaitsForAvailable:    at.at(34, 0),
		AvailableAtOnce:      at.at(34, 0),
		ComparesHashLabels:   !at.at(34, 2),
		WritesNullTimestamps: !at.at(34, 0),
		KeepsNegativeHistory: at.at(33, 0),
		ReplacesEndedAtOnce:  !at.at(31, 0),
		PlainClaimOwners:     !at.at(31, 0),
	}
	for _, g := range gates {
		on, settable := g.on(at)
		if want, ok := set[g.name]; ok && want != on {
			if !settable {
				return Rules{}, fmt.Errorf("feature gate %s cannot be %t in %s", g.name, want, serverVersion)
			}
			on = want
		}
		*r.gate(g.name) = on
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if r.gate(name) == nil {
			return Rules{}, fmt.Errorf("feature gate %q does not concern StatefulSets; those that do: %s", name, strings.Join(GateNames(), ", "))
		}
	}
	return r, nil
}

func (r *Rules) gate(name string) *bool {
	switch name {
	case GateMaxUnavailable:
		return &r.MaxUnavailable
	case GateRecreate:
		return &r.Recreate
	case GateSemanticRevisions:
		return &r.SemanticRevisions
	case GateAutoDeletePVC:
		return &r.AutoDeletePVC
	case GateStartOrdinal:
		return &r.StartOrdinal
	case GatePodIndexLabel:
		return &r.PodIndexLabel
	}
	return nil
}

// GateNames are the feature gates that change what the controller does.
func GateNames() []string {
	names := make([]string, len(gates))
	for i := range gates {
		names[i] = gates[i].name
	}
	return names
}

// ParseGates reads "A=true,B=false", the syntax of Kubernetes' own --feature-gates.
func ParseGates(text string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, found := strings.Cut(part, "=")
		on, err := strconv.ParseBool(strings.TrimSpace(value))
		if !found || err != nil {
			return nil, fmt.Errorf("invalid feature gate %q: want NAME=true or NAME=false", part)
		}
		out[strings.TrimSpace(name)] = on
	}
	return out, nil
}

// Representatives are versions that stand for all that are known: between two of
// them nothing changes. They are what to ask when a server's version is not known.
func Representatives() []string {
	return []string{"v1.37.1", "v1.35.4", "v1.35.0", "v1.34.2", "v1.34.0", "v1.33.4", "v1.32.0", "v1.31.0", "v1.30.0"}
}

// clamp is the nearest version whose controller is known, and whether that is another.
func clamp(serverVersion string) (string, bool) {
	parsed, err := version.ParseGeneric(serverVersion)
	switch {
	case err != nil:
		return Representatives()[0], true
	case parsed.Major() != 1 || parsed.Minor() > NewestMinor:
		return Representatives()[0], true
	case parsed.Minor() < OldestMinor:
		return fmt.Sprintf("v1.%d.0", OldestMinor), true
	}
	return serverVersion, false
}

// settable leaves of gates those that can be so in a version.
func settable(serverVersion string, gates map[string]bool) map[string]bool {
	out := map[string]bool{}
	for name, on := range gates {
		if _, err := RulesFor(serverVersion, map[string]bool{name: on}); err == nil || (&Rules{}).gate(name) == nil {
			out[name] = on
		}
	}
	return out
}

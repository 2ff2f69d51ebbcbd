package oracle

import (
	"fmt"
	"math/rand/v2"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

const (
	setName   = "web"
	namespace = "default"
	setUID    = "uid-web"
)

// generatedNow is the instant of every generated state, give or take a part of a second.
var generatedNow = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// Generator makes states for one version: most of them as a cluster has them, a
// rollout half way, a few as they are after an accident.
type Generator struct {
	version   string
	rules     replay.Rules
	encodings Encodings
	templates []corev1.PodTemplateSpec

	// timed: the controller takes the time as an argument, so that it can be hit exactly.
	timed bool
	// recreate and negativeHistory are values that the version knows.
	recreate, negativeHistory bool
}

// NewGenerator is a generator for a version that writes templates down as given.
func NewGenerator(serverVersion string, encodings Encodings) (*Generator, error) {
	rules, err := replay.RulesFor(serverVersion, nil)
	if err != nil {
		return nil, err
	}
	if len(encodings) != len(Templates()) {
		return nil, fmt.Errorf("%d encodings for %d templates", len(encodings), len(Templates()))
	}
	atLeast := version.MustParseGeneric(serverVersion).AtLeast
	return &Generator{
		version: serverVersion, rules: rules, encodings: encodings, templates: Templates(),
		timed:           atLeast(version.MustParseGeneric("v1.35.4")),
		recreate:        atLeast(version.MustParseGeneric("v1.37.0")),
		negativeHistory: rules.KeepsNegativeHistory,
	}, nil
}

// Case is the state of a seed: the same for the same version and seed, whatever the gates.
func (g *Generator) Case(seed uint64, gates map[string]bool) *Case {
	d := &draft{
		Generator: g, Rand: rand.New(rand.NewPCG(seed, 0)),
		c: &Case{Version: g.version, Gates: gates, Seed: seed, Now: generatedNow},
	}
	d.odds = one(d, 0, 0, 0, 0, 0.02, 0.02, 0.02, 0.1, 0.1, 0.4)
	d.sick = one(d, 0, 0, 0.05, 0.2, 0.2, 0.5, 0.9)
	d.template = d.IntN(len(g.templates))
	if !d.timed || d.chance(0.3) {
		d.c.Now = d.c.Now.Add(300 * time.Millisecond)
	}
	d.set()
	d.revisions()
	d.pods()
	d.claims()
	d.status()
	return d.c
}

// draft is a state being made.
type draft struct {
	*Generator
	*rand.Rand
	c *Case
	// odds are how often something is out of order that should not be, sick how
	// often a Pod is not available.
	odds, sick float64
	// soundBelow is the ordinal below which Pods are available: one rollout stops at one Pod.
	soundBelow int32
	// template of the set, among the generator's.
	template int
	// update and current are the names of the revisions that Pods are at; no
	// revision need have them.
	update, current string
}

func (d *draft) chance(p float64) bool { return d.Float64() < p }

// odd is true as often as this state is out of order.
func (d *draft) odd() bool { return d.chance(d.odds) }

// one of the values; a value that is given twice is twice as likely.
func one[T any](d *draft, values ...T) T { return values[d.IntN(len(values))] }

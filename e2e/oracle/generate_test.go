package oracle

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// testGenerator needs no judge: it writes templates down as replay does.
func testGenerator(t *testing.T, version string) *Generator {
	t.Helper()
	rules, err := replay.RulesFor(version, nil)
	if err != nil {
		t.Fatal(err)
	}
	var encodings Encodings
	for i, template := range Templates() {
		e := Encoding{Data: replay.Patch(&template, rules)}
		for count := range e.Names {
			e.Names[count] = fmt.Sprintf("%s-%d%d", setName, i, count)
		}
		encodings = append(encodings, e)
	}
	g, err := NewGenerator(version, encodings)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestCaseDependsOnSeedAlone(t *testing.T) {
	asText := func(c *Case) string {
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	first, second := testGenerator(t, "v1.37.1"), testGenerator(t, "v1.37.1")
	seen := map[string]bool{}
	for seed := range uint64(200) {
		text := asText(first.Case(seed, nil))
		if again := asText(second.Case(seed, nil)); again != text {
			t.Fatalf("seed %d gives two cases:\n%s\n%s", seed, text, again)
		}
		seen[text] = true
	}
	if len(seen) != 200 {
		t.Errorf("200 seeds give %d cases", len(seen))
	}
}

// What a version cannot be asked is not generated for it.
func TestCaseFitsTheVersion(t *testing.T) {
	for _, version := range []string{"v1.31.0", "v1.35.0", "v1.37.1"} {
		g := testGenerator(t, version)
		var recreates, negative, exact int
		for seed := range uint64(3000) {
			c := g.Case(seed, nil)
			if c.Set.Spec.UpdateStrategy.Type == appsv1.RecreateStatefulSetStrategyType {
				recreates++
			}
			if *c.Set.Spec.RevisionHistoryLimit < 0 {
				negative++
			}
			for _, pod := range c.Pods {
				at := statefulset.AvailableAt(pod, c.Set.Spec.MinReadySeconds)
				if at == nil || c.Set.Spec.MinReadySeconds == 0 {
					continue
				}
				// A controller that reads the clock does so a little later than the state says.
				if distance := at.Sub(c.Now).Abs(); distance < 5*time.Minute {
					exact++
				}
			}
		}
		want := map[string][3]bool{"v1.31.0": {}, "v1.35.0": {false, true, false}, "v1.37.1": {true, true, true}}[version]
		if got := [3]bool{recreates > 0, negative > 0, exact > 0}; got != want {
			t.Errorf("%s: Recreate, negative history, exact times: %v, want %v", version, got, want)
		}
	}
}

// Coverage of the controller shows what is reached; this shows what states are made of.
func TestCasesHaveEverything(t *testing.T) {
	features := map[string]func(*Case) bool{
		"no replicas":       func(c *Case) bool { return *c.Set.Spec.Replicas == 0 },
		"a start ordinal":   func(c *Case) bool { return statefulset.StartOrdinal(c.Set) > 0 },
		"a deleted set":     func(c *Case) bool { return c.Set.DeletionTimestamp != nil },
		"no revisions":      func(c *Case) bool { return len(c.Revisions) == 0 },
		"more than 10":      func(c *Case) bool { return len(c.Revisions) > 10 },
		"OnDelete":          func(c *Case) bool { return statefulset.Strategy(c.Set) == appsv1.OnDeleteStatefulSetStrategyType },
		"no rollingUpdate":  func(c *Case) bool { return c.Set.Spec.UpdateStrategy.RollingUpdate == nil },
		"a partition above": func(c *Case) bool { return statefulset.Partition(c.Set) > *c.Set.Spec.Replicas },
		"two claims a Pod":  func(c *Case) bool { return len(c.Set.Spec.VolumeClaimTemplates) == 2 },
		"an ended Pod":      func(c *Case) bool { return slices.ContainsFunc(c.Pods, statefulset.IsTerminal) },
		"a terminating Pod": func(c *Case) bool { return slices.ContainsFunc(c.Pods, statefulset.IsTerminating) },
		"a Pod of somebody else": func(c *Case) bool {
			return slices.ContainsFunc(c.Pods, func(p *corev1.Pod) bool { return !statefulset.IsControlledBy(p, c.Set) })
		},
		"a claim being deleted": func(c *Case) bool {
			return slices.ContainsFunc(c.Claims, func(p *corev1.PersistentVolumeClaim) bool { return p.DeletionTimestamp != nil })
		},
		"nothing to complain of": func(c *Case) bool {
			return len(c.Pods) == int(*c.Set.Spec.Replicas) && !slices.ContainsFunc(c.Pods, func(p *corev1.Pod) bool {
				return !statefulset.IsControlledBy(p, c.Set) || statefulset.IsUnavailable(p, c.Set.Spec.MinReadySeconds, c.Now)
			})
		},
	}
	const cases = 2000
	count := map[string]int{}
	g := testGenerator(t, "v1.37.1")
	for seed := range uint64(cases) {
		c := g.Case(seed, nil)
		for name, has := range features {
			if has(c) {
				count[name]++
			}
		}
	}
	for name := range features {
		if count[name] < cases/200 {
			t.Errorf("%d of %d cases have %s", count[name], cases, name)
		}
	}
}

func TestGateSets(t *testing.T) {
	for version, want := range map[string]int{"v1.30.0": 16, "v1.33.4": 2, "v1.35.0": 4, "v1.37.1": 8} {
		sets, err := GateSets(version)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]bool{}
		for _, set := range sets {
			texts[GatesText(set)] = true
		}
		if len(sets) != want || len(texts) != want {
			t.Errorf("%s has %d combinations of gates, %d different ones; want %d", version, len(sets), len(texts), want)
		}
		defaults, _ := replay.RulesFor(version, nil)
		if first, _ := replay.RulesFor(version, sets[0]); first != defaults {
			t.Errorf("%s: the first combination is %s, which are not the defaults", version, GatesText(sets[0]))
		}
	}
}

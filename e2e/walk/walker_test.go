//go:build e2e

package walk

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	appsv1client "k8s.io/client-go/kubernetes/typed/apps/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

const (
	// stillness is how long nothing may happen before the world counts as quiet.
	stillness = 250 * time.Millisecond
	// patience is how long the controller may take to do what replay foresees.
	patience = 20 * time.Second
	// memory is how long what has happened is kept: longer than a write can be on its way to us.
	memory = 2 * patience
	// wakeAfter is when a controller that failed, and so looks ever more rarely, or that nothing has told of a
	// change, is made to look.
	wakeAfter = 3 * time.Second
)

// walker walks with one set.
type walker struct {
	*framework.F
	rng   *rand.Rand
	apps  *appsv1client.AppsV1Client
	core  *corev1client.CoreV1Client
	feed  *feed
	rules replay.Rules
	tally *Tally
	log   io.Writer

	history *History
	// writes of the controller that are not explained yet.
	writes []Write
	// audited are the versions of all its writes; changes are what it must have done as well.
	audited map[uint64]bool
	changes []Event
	// done tells of each of our own changes whether the watches have shown it.
	done []func() bool
	// templates that the set has had.
	templates []corev1.PodTemplateSpec
	// steps since the world was quiet, in words, and how many there were before.
	steps []string
	n     int
}

func newWalker(f *framework.F, shape string, tally *Tally) *walker {
	f.Helper()
	f.Require(framework.SimulatedKubelets)
	w := &walker{F: f, feed: newFeed(), history: &History{}, tally: tally, audited: map[uint64]bool{}}
	h := fnv.New64()
	_, _ = h.Write([]byte(shape))
	w.rng = rand.New(rand.NewPCG(*seed, h.Sum64()))
	if *logs != "" {
		file, err := os.Create(filepath.Join(*logs, shape+".log"))
		if err != nil {
			f.Fatal(err)
		}
		f.Cleanup(func() { file.Close() })
		w.log = file
	}
	var err error
	config := f.Config()
	if w.apps, err = appsv1client.NewForConfig(config); err != nil {
		f.Fatal(err)
	}
	if w.core, err = corev1client.NewForConfig(config); err != nil {
		f.Fatal(err)
	}
	if w.rules, err = replay.RulesFor("v1."+f.ServerMinor(), gates); err != nil {
		f.Skipf("not run: %v", err)
	}
	auditLog.follow(f.AuditLog(), f.Namespace, w.feed)
	if err := w.watch(); err != nil {
		f.Fatalf("watching: %v", err)
	}
	return w
}

// set is the set as the watch has it, nil when there is none.
func (w *walker) set() *appsv1.StatefulSet {
	set, _ := w.history.Objects(Sets, w.history.All()[Sets])[setName].(*appsv1.StatefulSet)
	return set
}

// pods are the Pods as the watch has them, by name.
func (w *walker) pods() []*corev1.Pod {
	var out []*corev1.Pod
	for _, o := range w.history.Objects(Pods, w.history.All()[Pods]) {
		out = append(out, o.(*corev1.Pod))
	}
	slices.SortFunc(out, func(a, b *corev1.Pod) int { return compareNames(a, b) })
	return out
}

func compareNames(a, b metav1.Object) int {
	switch {
	case a.GetName() < b.GetName():
		return -1
	case a.GetName() > b.GetName():
		return 1
	}
	return 0
}

// read takes what the watches and the audit log have said.
func (w *walker) read() {
	events, writes, err := w.feed.take()
	if err != nil {
		w.Fatalf("seed %d, %s: %v", *seed, w.Name(), err)
	}
	for _, e := range events {
		if w.onlyController(e) {
			w.changes = append(w.changes, e)
		}
		w.history.Add(e)
		w.logf("%s", e)
	}
	for _, x := range writes {
		w.writes = append(w.writes, x)
		w.audited[x.Version] = true
		w.logf("the controller: %s, from version %d, %s", x, x.Base, x.Content)
	}
}

// onlyController reports whether nobody but the controller does such a thing here: create Pods, claims and revisions,
// and write the status of a set.
func (w *walker) onlyController(e Event) bool {
	if e.Kind != Sets {
		return e.Created
	}
	before, now := w.set(), e.Object
	return before != nil && now != nil && before.UID == now.GetUID() && statusText(&before.Status) != statusText(&now.(*appsv1.StatefulSet).Status)
}

// next is what replay foresees for the world as it is.
func (w *walker) next() (state *replay.State, sync replay.Sync) {
	w.read()
	state = w.history.World(setName, w.history.All(), time.Now())
	if state != nil {
		sync = replay.Next(*state, w.rules)
	}
	return state, sync
}

// settle waits until the world is quiet, and then compares.
func (w *walker) settle() {
	w.Helper()
	begin, woken := time.Now(), false
	for w.Context().Err() == nil {
		w.feed.still(w.Context(), stillness, patience)
		w.caughtUp()
		state, sync := w.next()
		if len(sync.Actions) == 0 && !sync.WritesStatus && sync.Again == nil {
			w.explain(false)
			w.quiet(state, sync)
			return
		}
		// It is the controller's turn.
		since := w.feed.since()
		if sync.Again != nil && sync.Again.After(since) {
			since = *sync.Again
		}
		limit := since.Add(patience)
		if !woken {
			limit = since.Add(wakeAfter)
		}
		switch {
		case time.Since(begin) > patience && limit.After(time.Now()):
			w.tally.restless()
			w.logf("does not come to rest")
			w.explain(false)
			return
		case w.feed.wait(w.Context(), time.Until(limit)):
		case !woken:
			woken = true
			w.wake(sync)
		default:
			w.explain(true)
			w.differ(state, sync, nil, "the controller does nothing of it within "+patience.String())
			return
		}
	}
}

// wake makes the controller look at its set: nothing else does when it has failed before, and so tries again ever
// more rarely, or when it waits for a claim, whose end it is not told of.
func (w *walker) wake(sync replay.Sync) {
	w.tally.woken()
	w.logf("woken: %s", describeSync(sync))
	_ = w.editSet(func(set *appsv1.StatefulSet) {
		if set.Annotations == nil {
			set.Annotations = map[string]string{}
		}
		set.Annotations["woken"] = strconv.Itoa(w.rng.Int())
	})
}

// explain cuts the controller's writes into syncs. Unless all have to be explained, the last sync waits for the next
// time, because it may be under way; and so does what is not understood yet: the audit log is not always in order.
func (w *walker) explain(all bool) {
	w.Helper()
	slices.SortStableFunc(w.writes, func(a, b Write) int { return a.At.Compare(b.At) })
	x := &Explainer{Set: setName, Rules: w.rules, History: w.history}
	explained := x.Explain(w.writes)
	n := 0
	for i, e := range explained {
		if !all && (i == len(explained)-1 || e.Why != "" && time.Since(e.Writes[0].At) < patience) {
			break
		}
		w.tally.count(e)
		w.logf("%s", e)
		if e.Why != "" {
			w.record(w.writes[n:])
			w.differ(w.history.World(setName, e.Cut, e.Writes[0].At), e.Sync, e.Writes, e.Why)
		}
		n += len(e.Writes)
	}
	w.writes = w.writes[n:]
	keep := time.Now().Add(-memory)
	if len(w.writes) > 0 && w.writes[0].At.Add(-memory).Before(keep) {
		keep = w.writes[0].At.Add(-memory)
	}
	w.history.Forget(keep)
}

// record leaves a recording of a difference beside the logs.
func (w *walker) record(writes []Write) {
	if *logs == "" {
		return
	}
	r, err := Record(setName, w.rules.Version, gates, w.history, writes)
	if err != nil {
		w.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		w.Fatal(err)
	}
	name := fmt.Sprintf("%s-%s.json", filepath.Base(w.Name()), writes[0].At.Format("150405.000000"))
	if err := os.WriteFile(filepath.Join(*logs, name), text, 0o600); err != nil {
		w.Fatal(err)
	}
}

// quiet compares the world, which stands still, with what replay says of it.
func (w *walker) quiet(state *replay.State, sync replay.Sync) {
	w.Helper()
	if state != nil {
		w.tally.quiet()
		stored := state.Set.Status
		if stored.ObservedGeneration > state.Set.Generation {
			// The controller has tried again to write the status of a deleted set, and hit its namesake
			// (UpdateStatefulSetStatus). It never corrects a generation that is too high (inconsistentStatus).
			stored.ObservedGeneration = state.Set.Generation
			w.tally.misplaced()
		}
		if said, is := statusText(sync.Status), statusText(&stored); sync.Status != nil && said != is {
			w.differ(state, sync, nil, "the stored status is another\nreplay: "+said+"\nstored: "+is)
		}
	}
	w.steps = nil
}

// caughtUp waits until the watches have shown what we and the controller did, and until the audit log has what the
// watches have shown and only the controller does.
func (w *walker) caughtUp() {
	w.Helper()
	missing := func() string {
		w.read()
		for _, x := range w.writes {
			if k, ok := kindOf[x.Verb]; ok && w.history.Latest(k) < x.Version {
				return "the watches do not show " + x.String()
			}
		}
		if w.done = slices.DeleteFunc(w.done, func(shown func() bool) bool { return shown() }); len(w.done) > 0 {
			return "the watches do not show what a step did"
		}
		for len(w.changes) > 0 && w.audited[w.changes[0].Version] {
			w.changes = w.changes[1:]
		}
		if len(w.changes) > 0 {
			return "the audit log does not say who did " + w.changes[0].String()
		}
		return ""
	}
	for begin := time.Now(); w.Context().Err() == nil; w.feed.wait(w.Context(), stillness) {
		switch what := missing(); {
		case what == "":
			return
		case time.Since(begin) > patience:
			w.Fatalf("seed %d: %s", *seed, what)
		}
	}
}

// differ reports a difference, with all that it takes to look into it.
func (w *walker) differ(state *replay.State, sync replay.Sync, writes []Write, why string) {
	w.Helper()
	if len(writes) == 0 {
		w.tally.unequal()
	}
	text := fmt.Sprintf("seed %d, %s, steps %d to %d: %s\n%s\nreplay foresees: %s\nthe controller did: %s\nthe world:\n%s", *seed, w.Name(),
		w.n-len(w.steps)+1, w.n, strings.Join(w.steps, "; "), why, describeSync(sync), describeWrites(writes), describeState(state))
	w.logf("%s", text)
	w.Error(text)
}

// logf writes a line into the log of the walk, if there is one.
func (w *walker) logf(format string, args ...any) {
	if w.log != nil {
		_, _ = fmt.Fprintf(w.log, time.Now().Format("05.000 ")+format+"\n", args...)
	}
}

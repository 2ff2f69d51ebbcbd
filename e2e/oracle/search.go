package oracle

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Search is a long comparison of replay with many judges.
type Search struct {
	// Programs are the judges, by version.
	Programs map[string]string
	// Versions in the order in which they are searched.
	Versions []string
	// States of each version, over all combinations of its gates together.
	States int
	// Seed of the first state; the others count up from it.
	Seed uint64
	// Environment of the judges, added to ours.
	Environment []string
	// Found is told of the first differences, made small, by many at once.
	Found func(fixture *Fixture, difference string)
	// Keep is how many that are; more take time and only repeat the first.
	Keep int
	// Progress is told what is done, now and then.
	Progress func(done, all, differences int)

	kept atomic.Int64
}

// Row is what a search found for one version with one set of gates.
type Row struct {
	Version     string
	Gates       map[string]bool
	States      int
	Differences int
	// Took is the time of all workers together, divided by their number.
	Took time.Duration
}

// chunk is how many states a worker takes at a time.
const chunk = 250

type job struct {
	row      *Row
	from, to uint64
}

// Run asks all judges, with every processor, and returns a row for each version and set of gates.
func (s *Search) Run(ctx context.Context) ([]*Row, error) {
	var rows []*Row
	var jobs []job
	for _, version := range s.Versions {
		sets, err := GateSets(version)
		if err != nil {
			return nil, err
		}
		for i, gates := range sets {
			row := &Row{Version: version, Gates: gates}
			rows = append(rows, row)
			// Other seeds for other gates: more states are better than the same ones again.
			n := uint64(s.States*(i+1)/len(sets) - s.States*i/len(sets))
			first := s.Seed + uint64(s.States*i/len(sets))
			for from := first; from < first+n; from += chunk {
				jobs = append(jobs, job{row, from, min(from+chunk, first+n)})
			}
		}
	}
	return rows, s.work(ctx, jobs)
}

func (s *Search) work(ctx context.Context, jobs []job) error {
	workers := runtime.GOMAXPROCS(0)
	var next, done, differences atomic.Int64
	var mu sync.Mutex // of the rows
	var wg sync.WaitGroup
	errs := make([]error, workers)
	for w := range workers {
		wg.Go(func() {
			bench := &bench{search: s}
			defer func() { errs[w] = errors.Join(errs[w], bench.close()) }()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				begin := time.Now()
				n, err := bench.judge(jobs[i])
				if err != nil {
					errs[w] = err
					return
				}
				mu.Lock()
				row := jobs[i].row
				row.States += int(jobs[i].to - jobs[i].from)
				row.Differences += n
				row.Took += time.Since(begin) / time.Duration(workers)
				mu.Unlock()
				if d, all := done.Add(int64(jobs[i].to-jobs[i].from)), differences.Add(int64(n)); s.Progress != nil {
					s.Progress(int(d), s.States*len(s.Versions), int(all))
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(append(errs, ctx.Err())...)
}

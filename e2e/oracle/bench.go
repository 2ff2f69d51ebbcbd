package oracle

import "fmt"

// bench is where one worker sits, with its judge of the version it is at.
type bench struct {
	search    *Search
	at        *Judge
	generator *Generator
}

func (b *bench) close() error {
	if b.at == nil {
		return nil
	}
	return b.at.Close()
}

func (b *bench) sit(version string) error {
	if b.at != nil && b.at.version == version {
		return nil
	}
	if err := b.close(); err != nil {
		return err
	}
	var err error
	if b.at, err = StartJudge(version, b.search.Programs[version], b.search.Environment...); err != nil {
		return err
	}
	encodings, err := b.at.Encodings()
	if err != nil {
		return err
	}
	b.generator, err = NewGenerator(version, encodings)
	return err
}

// judge compares the states of a job and counts differences.
func (b *bench) judge(j job) (differences int, err error) {
	if err := b.sit(j.row.Version); err != nil {
		return 0, err
	}
	for seed := j.from; seed < j.to; seed++ {
		c := b.generator.Case(seed, j.row.Gates)
		outcome, difference, err := b.at.Compare(c)
		if err != nil {
			return 0, fmt.Errorf("%s, gates %s, seed %d: %w", c.Version, GatesText(c.Gates), seed, err)
		}
		if difference == "" {
			continue
		}
		differences++
		if b.search.kept.Add(1) <= int64(b.search.Keep) {
			b.search.Found(b.fixture(c, outcome, difference))
		}
	}
	return differences, nil
}

// fixture is the case made small, and what the controller did with that.
func (b *bench) fixture(c *Case, outcome *Outcome, difference string) (*Fixture, string) {
	small := Shrink(c, func(c *Case) bool {
		o, d, err := b.at.Compare(c)
		if err == nil && d != "" {
			outcome, difference = o, d
		}
		return err == nil && d != ""
	})
	return &Fixture{Case: small, Outcome: outcome}, difference
}

// Compare asks the judge and replay about a case.
func (j *Judge) Compare(c *Case) (*Outcome, string, error) {
	outcome, err := j.Ask(c)
	if err != nil {
		return nil, "", err
	}
	sync, err := c.Replay()
	if err != nil {
		return nil, "", err
	}
	return outcome, Compare(sync, outcome), nil
}

package oracle

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Judge is a running controller of one version.
type Judge struct {
	version string
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// StartJudge starts the program of a version. Environment variables are added to ours.
func StartJudge(version, program string, environment ...string) (*Judge, error) {
	j := &Judge{version: version, process: exec.Command(program)}
	j.process.Stderr = os.Stderr
	j.process.Env = append(os.Environ(), environment...)
	in, err := j.process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := j.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := j.process.Start(); err != nil {
		return nil, fmt.Errorf("start the judge of %s: %w", version, err)
	}
	j.in, j.out = in, bufio.NewReaderSize(out, 1<<16)
	return j, nil
}

// Ask runs one sync of the real controller over the case.
func (j *Judge) Ask(c *Case) (*Outcome, error) {
	question, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	if _, err := j.in.Write(append(question, '\n')); err != nil {
		return nil, j.died(err)
	}
	answer, err := j.out.ReadBytes('\n')
	if err != nil {
		return nil, j.died(err)
	}
	outcome := &Outcome{}
	if err := json.Unmarshal(answer, outcome); err != nil {
		return nil, fmt.Errorf("the judge of %s answers: %w", j.version, err)
	}
	return outcome, nil
}

func (j *Judge) died(err error) error {
	return errors.Join(fmt.Errorf("the judge of %s has ended: %w", j.version, err), j.process.Wait())
}

// Close ends the judge.
func (j *Judge) Close() error {
	if err := j.in.Close(); err != nil {
		return err
	}
	return j.process.Wait()
}

package wait

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/follow"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/safetext"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// result sums up the last look. timeout is how long was waited at most, 0 for a single look.
func (w *waiting) result(waited, timeout time.Duration) *v1alpha1.WaitResult {
	result := &v1alpha1.WaitResult{
		TypeMeta:  metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: v1alpha1.KindWaitResult},
		Condition: w.condition, WaitedSeconds: int64(waited / time.Second), Sets: []v1alpha1.WaitedSet{},
	}
	result.Verdict = w.verdict()
	result.Met = result.Verdict == v1alpha1.WaitVerdictMet
	for _, t := range w.targets {
		set := v1alpha1.WaitedSet{Name: t.Name, Namespace: t.Namespace, Verdict: t.verdict, Message: t.message, Commands: t.commands}
		if t.report != nil {
			set.State = t.report.Rollout.State
		}
		if set.Verdict == v1alpha1.WaitVerdictWaiting || w.last.Contact.Lost != "" {
			set.Verdict, set.Message = w.unmet(t, result.Verdict, timeout)
			set.Commands = nil
		}
		if result.Reason == "" && set.Verdict == result.Verdict && !result.Met {
			result.Reason = set.Message
		}
		result.Sets = append(result.Sets, set)
	}
	if !w.began {
		result.Reason = fmt.Sprintf("timed out after %s: the server has not answered", duration.HumanDuration(timeout))
	}
	return result
}

// verdict is that of all sets together.
func (w *waiting) verdict() v1alpha1.WaitVerdict {
	if !w.began || w.last.Contact.Lost != "" {
		return v1alpha1.WaitVerdictTimedOut
	}
	verdict := v1alpha1.WaitVerdictMet
	for _, t := range w.targets {
		switch t.verdict {
		case v1alpha1.WaitVerdictCannotBeMet:
			return t.verdict
		case v1alpha1.WaitVerdictWaiting:
			verdict = v1alpha1.WaitVerdictTimedOut
		}
	}
	return verdict
}

// unmet says why a set does not meet the condition, in words that fit how the wait ended.
func (w *waiting) unmet(t *target, whole v1alpha1.WaitVerdict, timeout time.Duration) (v1alpha1.WaitVerdict, string) {
	why := t.message
	if w.last.Contact.Lost != "" {
		why = follow.ContactText(w.last)
	}
	switch {
	case whole == v1alpha1.WaitVerdictCannotBeMet:
		return v1alpha1.WaitVerdictWaiting, fmt.Sprintf("%s is not %s yet: %s", t.name, word(w.condition), why)
	case timeout == 0:
		return v1alpha1.WaitVerdictTimedOut, fmt.Sprintf("%s is not %s: %s", t.name, word(w.condition), why)
	}
	return v1alpha1.WaitVerdictTimedOut, fmt.Sprintf("%s timed out after %s: %s", t.name, duration.HumanDuration(timeout), why)
}

// printResult prints a line a set, or one document.
func printResult(out io.Writer, result *v1alpha1.WaitResult, format string) error {
	var text []byte
	var err error
	switch format {
	case "json":
		if text, err = json.MarshalIndent(result, "", "    "); err == nil {
			text = append(safetext.JSON(text), '\n')
		}
	case "yaml":
		text, err = safetext.YAML(result)
	default:
		text = []byte(lines(result))
	}
	if err == nil {
		_, err = out.Write(text)
	}
	return err
}

func lines(result *v1alpha1.WaitResult) string {
	var b strings.Builder
	for i := range result.Sets {
		b.WriteString(printer.Visible(result.Sets[i].Message) + "\n")
	}
	switch {
	case len(result.Sets) > 0:
	case result.Met:
		b.WriteString("no StatefulSets match: nothing to wait for\n")
	default:
		b.WriteString(printer.Visible(result.Reason) + "\n")
	}
	return b.String()
}

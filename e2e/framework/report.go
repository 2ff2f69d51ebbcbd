package framework

import (
	"bytes"
	"encoding/json"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Report runs `kubectl sts ARGS… -o json` and decodes the one report that it prints.
func (f *F) Report(args ...string) v1alpha1.StatefulSetReport {
	f.Helper()
	args = append(args, "-o", "json")
	return f.one(args, f.Sts(args...))
}

// Reports runs `kubectl sts ARGS… -o json` and decodes a report or a list of them. A field that the contract
// does not have is an error.
func (f *F) Reports(args ...string) []v1alpha1.StatefulSetReport {
	f.Helper()
	args = append(args, "-o", "json")
	return f.decode(args, f.Sts(args...))
}

func (f *F) one(args []string, out string) v1alpha1.StatefulSetReport {
	f.Helper()
	reports := f.decode(args, out)
	if len(reports) != 1 {
		f.Fatalf("kubectl sts %s printed %d reports, want 1", strings.Join(args, " "), len(reports))
	}
	return reports[0]
}

func (f *F) decode(args []string, out string) []v1alpha1.StatefulSetReport {
	f.Helper()
	reports, err := decodeReports([]byte(out))
	if err != nil {
		f.Fatalf("kubectl sts %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return reports
}

func decodeReports(out []byte) ([]v1alpha1.StatefulSetReport, error) {
	var kind struct{ Kind string }
	if err := json.Unmarshal(out, &kind); err != nil {
		return nil, err
	}
	strict := json.NewDecoder(bytes.NewReader(out))
	strict.DisallowUnknownFields()
	if kind.Kind == v1alpha1.KindReportList {
		var list v1alpha1.StatefulSetReportList
		err := strict.Decode(&list)
		return list.Items, err
	}
	var report v1alpha1.StatefulSetReport
	err := strict.Decode(&report)
	return []v1alpha1.StatefulSetReport{report}, err
}

// Row is the row of an ordinal, which has to be there.
func (f *F) Row(r v1alpha1.StatefulSetReport, ordinal int32) v1alpha1.Ordinal {
	f.Helper()
	row, ok := Find(r, ordinal)
	if !ok {
		f.Fatalf("%s has no row for ordinal %d:\n%s", r.Name, ordinal, asJSON(r.Ordinals))
	}
	return row
}

// Find is the row of an ordinal, for conditions that wait for it.
func Find(r v1alpha1.StatefulSetReport, ordinal int32) (row v1alpha1.Ordinal, ok bool) {
	for _, o := range r.Ordinals {
		if o.Ordinal == ordinal {
			return o, true
		}
	}
	return v1alpha1.Ordinal{}, false
}

// HasAttention reports whether a reason is among those why a person should look.
func HasAttention(r v1alpha1.StatefulSetReport, reason string) bool {
	for _, a := range r.Attention {
		if a.Reason == reason {
			return true
		}
	}
	return false
}

func asJSON(v any) string {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

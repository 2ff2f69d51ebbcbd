package printer

import (
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// dnsRemarks are what the cells only hint at. That a name does not resolve as it should
// not is said already, of the objects.
func (s set) dnsRemarks(rows []ordinal) []Cell {
	if s.DNS == nil {
		return nil
	}
	var out []Cell
	for _, kind := range []struct {
		verdict v1alpha1.DNSVerdict
		prefix  string
		tone    Tone
	}{{v1alpha1.DNSWrong, "DNS is wrong: ", Bad}, {v1alpha1.DNSCatchingUp, "DNS differs: ", Warn}, {v1alpha1.DNSUnknown, "not known: ", Warn}} {
		for _, r := range dnsSaid(rows, kind.verdict) {
			out = append(out, Cell{kind.prefix + r.sentence(len(rows)), kind.tone})
		}
		for _, srv := range s.DNS.SRV {
			if srv.Verdict == kind.verdict {
				out = append(out, Cell{kind.prefix + srv.Name + ": " + srv.Message, kind.tone})
			}
		}
	}
	return out
}

// dnsSaid says once what is the same for several names. The message says all: there is
// nothing to name besides.
func dnsSaid(rows []ordinal, verdict v1alpha1.DNSVerdict) (all []*remark) {
	for _, o := range rows {
		check := o.dns()
		if check == nil || check.Verdict != verdict {
			continue
		}
		i := slices.IndexFunc(all, func(r *remark) bool { return r.why == check.Message })
		if i < 0 {
			all = append(all, &remark{what: []string{noName}, why: check.Message})
			i = len(all) - 1
		}
		all[i].pods = append(all[i].pods, o.PodName)
	}
	return all
}

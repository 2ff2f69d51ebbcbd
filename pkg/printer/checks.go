package printer

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// check is one check of an identity and how it is called.
type check struct {
	header string
	title  string
	// opaque values are uids, which tell a person nothing: the note does.
	opaque bool
	of     func(*v1alpha1.Identity) v1alpha1.Check
}

var (
	hostnameCheck         = check{"Hostname", "hostname", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.Hostname }}
	subdomainCheck        = check{"Subdomain", "subdomain", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.Subdomain }}
	resolvesCheck         = check{"Resolves", "name in DNS", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.Resolves }}
	endpointAddressCheck  = check{"Endpoint-Address", "endpoint address", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.EndpointAddress }}
	endpointHostnameCheck = check{"Endpoint-Hostname", "endpoint hostname", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.EndpointHostname }}
	podNameCheck          = check{"Pod-Name", "label statefulset.kubernetes.io/pod-name", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.PodNameLabel }}
	podIndexCheck         = check{"Pod-Index", "label apps.kubernetes.io/pod-index", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.PodIndexLabel }}
	revisionCheck         = check{"Revision", "label controller-revision-hash", false, func(i *v1alpha1.Identity) v1alpha1.Check { return i.RevisionLabel }}
	ownerCheck            = check{"Owner", "owner", true, func(i *v1alpha1.Identity) v1alpha1.Check { return i.Owner }}
)

// podChecks are all but resolves, which has a column of its own in any format, and the claims.
var podChecks = []check{hostnameCheck, subdomainCheck, endpointAddressCheck, endpointHostnameCheck,
	podNameCheck, podIndexCheck, revisionCheck, ownerCheck}

// claimCheck is the check of the i-th claim template.
func claimCheck(i int) check {
	return check{title: "claim", of: func(id *v1alpha1.Identity) v1alpha1.Check {
		if i < len(id.Claims) {
			return id.Claims[i].Check
		}
		return v1alpha1.Check{}
	}}
}

// checks are those of one identity, in the order in which they are told.
func checks(id *v1alpha1.Identity) []check {
	out := append([]check{resolvesCheck}, podChecks...)
	for i := range id.Claims {
		c := claimCheck(i)
		c.title = "claim of " + id.Claims[i].Template
		out = append(out, c)
	}
	return out
}

// cell shows the value: alone when it is right, with the right one when it is not.
func (c check) cell(o ordinal) Cell {
	return o.podCell(func(*v1alpha1.Pod) Cell {
		if o.Identity == nil {
			return toned(unknown)
		}
		switch k := c.of(o.Identity); {
		case k.Verdict == v1alpha1.VerdictWrong && c.opaque:
			return Cell{"wrong: " + k.Note, Bad}
		case k.Verdict == v1alpha1.VerdictWrong && k.Expected == "":
			return Cell{"wrong: " + orMissing(k.Actual), Bad}
		case k.Verdict == v1alpha1.VerdictWrong:
			return Cell{fmt.Sprintf("wrong: %s (want %s)", orMissing(k.Actual), k.Expected), Bad}
		case k.Verdict == v1alpha1.VerdictRight && (c.opaque || k.Actual == ""):
			return Cell{Text: "ok"}
		case k.Verdict == v1alpha1.VerdictRight:
			return Cell{Text: k.Actual}
		case k.Verdict == v1alpha1.VerdictUnknown && k.Note != "":
			return Cell{fmt.Sprintf("? (%s)", k.Note), Warn}
		case k.Verdict == "":
			return toned(none)
		}
		return toned(unknown)
	})
}

func orMissing(s string) string {
	if s == "" {
		return "missing"
	}
	return s
}

// checkGroup is one narrow column that sums several checks up.
type checkGroup struct {
	name        string
	description string
	of          func(*v1alpha1.Identity) []check
}

const claimGroup = "Claims"

var checkGroups = []checkGroup{
	group("Hostname", "hostname and subdomain of the Pod", hostnameCheck, subdomainCheck),
	group("Endpoint", "address and hostname in the EndpointSlices", endpointAddressCheck, endpointHostnameCheck),
	group("Labels", "pod-name, pod-index and controller-revision-hash", podNameCheck, podIndexCheck, revisionCheck),
	group("Owner", "controller ownerReference", ownerCheck),
	{claimGroup, "claims expected and mounted", func(id *v1alpha1.Identity) []check { return checks(id)[1+len(podChecks):] }},
}

func group(name, description string, of ...check) checkGroup {
	return checkGroup{name, description, func(*v1alpha1.Identity) []check { return of }}
}

// sum is the worst verdict of the group.
func (g checkGroup) sum(o ordinal) Cell {
	return o.podCell(func(*v1alpha1.Pod) Cell {
		if o.Identity == nil {
			return toned(unknown)
		}
		worst := toned(none)
		for _, c := range g.of(o.Identity) {
			switch c.of(o.Identity).Verdict {
			case v1alpha1.VerdictWrong:
				return Cell{"wrong", Bad}
			case v1alpha1.VerdictUnknown:
				worst = toned(unknown)
			case v1alpha1.VerdictRight:
				if worst.Text == none {
					worst = Cell{Text: "ok"}
				}
			}
		}
		return worst
	})
}

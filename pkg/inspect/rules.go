package inspect

import "k8s.io/apimachinery/pkg/util/version"

// rules are the parts of the StatefulSet controller's behaviour that depend on
// the server's version. Feature gates are taken at their defaults: the API does
// not tell how a controller manager was started. Where the version is not known,
// as with a plain file, the older rules are taken.
type rules struct {
	// maxUnavailable: gate MaxUnavailableStatefulSet, on in 1.35.0–1.35.3 and from 1.37
	// (pkg/features/kube_features.go). A rolling update then waits for any
	// unavailable Pod of the set, not just for those it has passed.
	maxUnavailable bool
	// twoPhase: with it on, a Parallel set replaces its broken old Pods itself (from 1.37).
	twoPhase bool
}

func rulesOf(serverVersion string) rules {
	v, err := version.ParseGeneric(serverVersion)
	if err != nil {
		return rules{}
	}
	at := func(minor, patch uint) bool { return !v.LessThan(version.MajorMinor(1, minor).WithPatch(patch)) }
	r := rules{twoPhase: at(37, 0)}
	r.maxUnavailable = r.twoPhase || at(35, 0) && !at(35, 4)
	return r
}

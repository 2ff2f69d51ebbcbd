package explain

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// words say it of one claim or of several, without a full stop.
func (f fate) words(claims []v1alpha1.Claim) string {
	n := len(claims)
	subject := claimWords(claims)
	switch f.claim {
	case stays:
		if f.volume == unbound {
			return fmt.Sprintf("%s %s", subject, verb(n, "stays", "stay"))
		}
		return fmt.Sprintf("%s %s, with %s data", subject, verb(n, "stays", "stay"), verb(n, "its", "their"))
	case shared:
		return fmt.Sprintf("%s %s as long as %s, which owns %s too", subject, verb(n, "stays", "stay"), f.others, verb(n, "it", "them"))
	case deleting:
		return fmt.Sprintf("%s, which %s being deleted already, %s: %s", subject, verb(n, "is", "are"), verb(n, "goes", "go"), f.volumeWords(claims))
	}
	return fmt.Sprintf("%s %s deleted: %s", subject, verb(n, "is", "are"), f.volumeWords(claims))
}

// volumeWords say what the end of the claims means for their data.
func (f fate) volumeWords(claims []v1alpha1.Claim) string {
	n := len(claims)
	volumes := fmt.Sprintf("volume%s %s", s(n), list(volumeNames(claims)))
	switch f.volume {
	case unbound:
		return verb(n, "it has no volume", "they have no volumes") + " yet"
	case unread:
		return fmt.Sprintf("whether %s and the data %s too is not known, because PersistentVolumes could not be read", volumes, verb(n, "goes", "go"))
	case lost:
		return fmt.Sprintf("%s %s not exist any more", volumes, verb(n, "does", "do"))
	case vanishes:
		return fmt.Sprintf("%s %s too, and the data is lost (reclaim policy Delete)", volumes, verb(n, "goes", "go"))
	case retained:
		return fmt.Sprintf("%s %s, with the data, and no new claim gets %s by itself (reclaim policy Retain)", volumes, verb(n, "stays", "stay"), verb(n, "it", "them"))
	case recycled:
		return fmt.Sprintf("%s %s wiped (reclaim policy Recycle)", volumes, verb(n, "is", "are"))
	}
	return fmt.Sprintf("%s %s a reclaim policy that is not known", volumes, verb(n, "has", "have"))
}

// claimWords names claims; many of one template by their ordinals.
func claimWords(claims []v1alpha1.Claim) string {
	const few = 3
	if n := len(claims); n <= few {
		return fmt.Sprintf("claim%s %s", s(n), list(claimNames(claims)))
	}
	var prefixes []string
	of := map[string][]int32{}
	for i := range claims {
		prefix, ordinal := statefulset.ParentAndOrdinal(claims[i].Name)
		if of[prefix] == nil {
			prefixes = append(prefixes, prefix)
		}
		of[prefix] = append(of[prefix], ordinal)
	}
	var parts []string
	for _, prefix := range prefixes {
		parts = append(parts, fmt.Sprintf("%s-* of %s", prefix, ordinals(of[prefix])))
	}
	return "claims " + list(parts)
}

func claimNames(claims []v1alpha1.Claim) []string {
	names := make([]string, len(claims))
	for i := range claims {
		names[i] = claims[i].Name
	}
	return names
}

func volumeNames(claims []v1alpha1.Claim) []string {
	var names []string
	for i := range claims {
		if claims[i].VolumeName != "" {
			names = append(names, claims[i].VolumeName)
		}
	}
	return names
}

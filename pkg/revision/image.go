package revision

import "strings"

// digestDigits is how much of a digest is shown: as much as git shows of a commit.
const digestDigits = 7

// image is an image reference in its parts.
type image struct{ repository, tag, digest string }

// parseImage splits "registry:5000/team/app:1.2@sha256:…". It does not judge.
func parseImage(reference string) image {
	var i image
	i.repository, i.digest, _ = strings.Cut(reference, "@")
	// A colon before the last slash is a registry's port.
	if colon := strings.LastIndexByte(i.repository, ':'); colon > strings.LastIndexByte(i.repository, '/') {
		i.repository, i.tag = i.repository[:colon], i.repository[colon+1:]
	}
	return i
}

// imageWords says how one image differs from another, as briefly as it can be
// understood: where the repository is the same, the tags or the digests do.
func imageWords(from, to string) string {
	a, b := parseImage(from), parseImage(to)
	switch {
	case a.repository != b.repository:
	case a.tag != b.tag && a.tag != "" && b.tag != "":
		return arrow(a.tag, b.tag)
	case a.tag == b.tag && a.digest != b.digest && a.digest != "" && b.digest != "":
		return arrow(shortDigest(a.digest), shortDigest(b.digest))
	}
	return arrow(a.String(), b.String())
}

// String is the reference with its digest shortened.
func (i image) String() string {
	s := i.repository
	if i.tag != "" {
		s += ":" + i.tag
	}
	if i.digest != "" {
		s += "@" + shortDigest(i.digest)
	}
	return orNone(s)
}

// shortDigest is "sha256:abc1234" of a longer digest.
func shortDigest(digest string) string {
	algorithm, hex, found := strings.Cut(digest, ":")
	if !found || len(hex) <= digestDigits {
		return digest
	}
	return algorithm + ":" + hex[:digestDigits]
}

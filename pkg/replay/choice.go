package replay

import "fmt"

// Choice is by which rules to answer, as far as somebody chose.
type Choice struct {
	// ServerVersion is assumed in place of the one that was read; empty for none.
	ServerVersion string
	// Gates differ from their defaults.
	Gates map[string]bool
}

// Rules are the rules that may be in force, the likeliest first, and a sentence
// that says what was assumed: empty when the version is known, and one of those
// whose controllers are. More than one set of rules come back for a version that
// nobody knows; a version newer or older than those known counts as the nearest.
func (c Choice) Rules(serverVersion string) ([]Rules, string, error) {
	if c.ServerVersion != "" {
		serverVersion = c.ServerVersion
	}
	if serverVersion == "" {
		var all []Rules
		for _, version := range Representatives() {
			r, err := RulesFor(version, settable(version, c.Gates))
			if err != nil {
				return nil, "", err
			}
			all = append(all, r)
		}
		return all, "the server's version is not known", nil
	}
	nearest, assumed := clamp(serverVersion)
	r, err := RulesFor(nearest, c.Gates)
	if err != nil {
		return nil, "", err
	}
	if !assumed {
		return []Rules{r}, "", nil
	}
	return []Rules{r}, fmt.Sprintf("the controller of %s is not known: the rules are those of %s", serverVersion, nearest), nil
}

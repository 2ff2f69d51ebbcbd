package cmd

import (
	"strings"
	"testing"
)

func TestExplainFindsTheSet(t *testing.T) {
	newAPIServer(t, "shop/web", "shop/db", "shop/db-1")
	for args, want := range map[string]string{
		"web":       "StatefulSet shop/web\n",
		"web 3":     "web-3 of StatefulSet shop/web\n",
		"web-3":     "web-3 of StatefulSet shop/web\n",
		"pod/web-3": "web-3 of StatefulSet shop/web\n",
		// A set goes before a Pod that would be of its name.
		"db-1":     "StatefulSet shop/db-1\n",
		"db db-1":  "db-1 of StatefulSet shop/db\n",
		"pod/db-1": "db-1 of StatefulSet shop/db\n",
	} {
		r := run(t, append([]string{"explain"}, strings.Fields(args)...)...)
		if r.code != 0 || !strings.HasPrefix(r.out, want) {
			t.Errorf("explain %s: %+v, want %q", args, r, want)
		}
	}
	// The error is about what was typed.
	run(t, "explain", "none-3").failsInOneLine(t, `"none-3" not found in namespace "shop"`)
	run(t, "explain", "pod/none-3").failsInOneLine(t, `"none" not found in namespace "shop"`)
	run(t, "explain", "web", "db-1").failsInOneLine(t, "db-1 is no name of a Pod of StatefulSet web")
}

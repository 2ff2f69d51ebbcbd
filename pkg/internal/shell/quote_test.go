package shell

import (
	"os/exec"
	"testing"
)

// A real shell gets back what was quoted, and runs none of it.
func TestQuote(t *testing.T) {
	for _, word := range []string{
		"web-0", "shop/web", "a=b,c", "", " ", "it's", `a"b`, "$(id)", "`id`", "a;b", "a&b", "a|b", "*", "~", "#x", "a\\", "\n", "-n", "ü", "!x", "{a,b}", "<x>",
	} {
		out, err := exec.Command("sh", "-c", "printf %s "+Quote(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q: the shell has %q, %v", word, out, err)
		}
	}
	if got := Quote("pod/web-0"); got != "pod/web-0" {
		t.Errorf("quotes that nobody needs: %s", got)
	}
}

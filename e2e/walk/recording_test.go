package walk

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var recording = flag.String("walk.recording", "", "explain a recording, as a walk leaves one for every difference")

func TestRecording(t *testing.T) {
	if *recording == "" {
		t.Skip("no recording is asked for: -walk.recording")
	}
	text, err := os.ReadFile(*recording)
	if err != nil {
		t.Fatal(err)
	}
	r := &Recording{}
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatal(err)
	}
	x, err := r.Explainer()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range x.History.Events() {
		t.Logf("%s %s", e.Seen.Format("05.000"), e)
	}
	for _, e := range x.Explain(r.Writes) {
		t.Logf("%s", e)
		if e.Why != "" {
			t.Errorf("replay does not foresee %s", describeWrites(e.Writes))
		}
	}
}

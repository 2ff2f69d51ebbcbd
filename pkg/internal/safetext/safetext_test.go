package safetext

import (
	"encoding/json"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// samples are all characters but letters of living languages: thousands of the same case.
func samples(yield func(rune) bool) {
	for r := rune(0); r <= 0x10ffff; r++ {
		surrogate := r >= 0xd800 && r < 0xe000
		letters := r > 0x3000 && r < 0xd800 || r > 0x10010 && r < 0x1d100 || r > 0x1d200 && r < 0xe0000 || r > 0xe0200 && r < 0x10fff0
		if !surrogate && !letters && !yield(r) {
			return
		}
	}
}

func TestEveryCharacterSurvives(t *testing.T) {
	for r := range samples {
		want := "a" + string(r) + "b"
		text, err := YAML(map[string]string{"key": want})
		if err != nil {
			t.Fatalf("U+%04X: %v", r, err)
		}
		var got map[string]string
		if err := yaml.Unmarshal(text, &got); err != nil || got["key"] != want {
			t.Fatalf("U+%04X is written as %q, which reads back as %q: %v", r, text, got["key"], err)
		}
		if strings.IndexFunc(string(text), unsafe) >= 0 {
			t.Fatalf("U+%04X stands in YAML as it is: %q", r, text)
		}
		raw, _ := json.Marshal(want)
		safe := JSON(raw)
		var back string
		if err := json.Unmarshal(safe, &back); err != nil || back != want {
			t.Fatalf("U+%04X is written as %q, which reads back as %q: %v", r, safe, back, err)
		}
		if strings.IndexFunc(string(safe), unsafe) >= 0 {
			t.Fatalf("U+%04X stands in JSON as it is: %q", r, safe)
		}
	}
}

func TestStringsThatLookLikeTheMark(t *testing.T) {
	for _, want := range []string{
		"\x010000202e\x01", `\x010000202e\x01`, `\u0001`, "\\\x01", "\x01\x01\x01", "\u202e", "\x01", `\\x01`, `\\\x010000202e\x01`, "\\x01\x010000202e\x01", strings.Repeat("word \u202e ", 100),
	} {
		text, err := YAML([]string{want})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := yaml.Unmarshal(text, &got); err != nil || got[0] != want {
			t.Errorf("%q is written as %q, which reads back as %q: %v", want, text, got, err)
		}
		raw, _ := json.Marshal(want)
		var back string
		if err := json.Unmarshal(JSON(raw), &back); err != nil || back != want {
			t.Errorf("%q is written as %q, which reads back as %q: %v", want, JSON(raw), back, err)
		}
	}
}

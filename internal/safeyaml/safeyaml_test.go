package safeyaml

import (
	"testing"

	"sigs.k8s.io/yaml"
)

func TestEveryCharacterSurvives(t *testing.T) {
	for r := rune(0); r <= 0x10ffff; r++ {
		if r >= 0xd800 && r < 0xe000 {
			r = 0xe000 // Surrogates are no characters.
		}
		if r > 0x3000 && r < 0xfe00 {
			continue // Letters of living languages: thousands of the same case.
		}
		if r > 0x10010 && r < 0x10fff0 {
			continue
		}
		want := "a" + string(r) + "b"
		text, err := Marshal(map[string]string{"key": want})
		if err != nil {
			t.Fatalf("U+%04X: %v", r, err)
		}
		var got map[string]string
		if err := yaml.Unmarshal(text, &got); err != nil {
			t.Fatalf("U+%04X is written as %q, which does not read back: %v", r, text, err)
		}
		if got["key"] != want {
			t.Errorf("U+%04X reads back as %q", r, got["key"])
		}
	}
}

package printer

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"web-0", "web-0"},
		{"", ""},
		{"Müller 店 🚀 cafe\u0301", "Müller 店 🚀 cafe\u0301"},
		{"\x1b[2J", `\x1b[2J`},
		{"a\nb\tc\rd\x00", `a\nb\tc\rd\x00`},
		{"del\x7f csi\u009b", `del\u007f csi\u009b`},
		{"\u202eevil\u2069 \u200e\u061c", `\u202eevil\u2069 \u200e\u061c`},
		{"zero\u200b\u200d\u2060\ufeff\u00ad", `zero\u200b\u200d\u2060\ufeff\u00ad`},
		{"line\u2028par\u2029", `line\u2028par\u2029`},
		{"tag\U000e0041", `tag\udb40\udc41`},
		{"fill\u3164\u115f❤\ufe0f", `fill\u3164\u115f❤\ufe0f`},
		{"\xff\xe2\x80", `\xff\xe2\x80`},
	} {
		if got := Visible(c.in); got != c.want {
			t.Errorf("Visible(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// pool has what random strings are made of: harmless, harmful and broken parts.
var pool = []string{"a", "-", "\\", `"`, "é", "店", "🚀", "\n", "\t", "\r", "\x1b", "\x00", "\x7f", "\u0085", "\u009b", "\u202e", "\u2066", "\u200b",
	"\ufeff", "\u2028", "\U000e0041", "\xff", "\xe2", "\xe2\x80", "\xf0\x9f", "\xf0\x9f\x9a"}

func random(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(12) {
		b.WriteString(pool[r.IntN(len(pool))])
	}
	return b.String()
}

func TestVisibleProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		in := random(r)
		got := Visible(in)
		if !utf8.ValidString(got) {
			t.Fatalf("Visible(%q) = %q is no UTF-8", in, got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return r < ' ' || unicode.In(r, invisible...) }); i >= 0 {
			t.Fatalf("Visible(%q) = %q still holds %q", in, got, got[i:])
		}
		if again := Visible(got); again != got {
			t.Fatalf("Visible(%q) changes what it has made, %q, to %q", in, got, again)
		}
	}
}

// However the bytes are cut into writes, the output is that of one write.
func TestVisibleWriterSplits(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		in := random(r)
		var b bytes.Buffer
		w := VisibleWriter(&b)
		for rest := []byte(in); len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			if got, err := w.Write(rest[:n]); got != n || err != nil {
				t.Fatalf("Write = %d, %v, want %d", got, err, n)
			}
			rest = rest[n:]
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(in, "\n")
		for i, line := range lines {
			cells := strings.Split(line, "\t")
			for j := range cells {
				cells[j] = Visible(cells[j])
			}
			lines[i] = strings.Join(cells, "\t")
		}
		if diff := cmp.Diff(strings.Join(lines, "\n"), b.String()); diff != "" {
			t.Fatalf("%q: (-want +got)\n%s", in, diff)
		}
	}
}

// What a program reads from -o json is the same with and without the writer.
func TestVisibleWriterKeepsJSON(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		data, err := json.MarshalIndent(map[string]string{"s": random(r)}, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := VisibleWriter(&b).Write(data); err != nil {
			t.Fatal(err)
		}
		var want, got map[string]string
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v", b.Bytes(), err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", b.Bytes(), diff)
		}
	}
}

func FuzzVisible(f *testing.F) {
	for _, s := range pool {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if got := Visible(in); Visible(got) != got || !utf8.ValidString(got) || strings.ContainsAny(got, "\x1b\n\r\u009b\u202e") {
			t.Errorf("Visible(%q) = %q", in, got)
		}
	})
}

package follow

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tty is a terminal as far as Terminal uses one: it wraps and scrolls, and knows
// the orders that Terminal gives.
type tty struct {
	t             *testing.T
	width, height int
	rows          []row // all there ever was, the window being at the end
	row, column   int
}

type row struct {
	text []rune
	goes bool // goes on in the next row
}

func newTTY(t *testing.T, width, height int, before ...string) *tty {
	s := &tty{t: t, width: width, height: height, rows: []row{{}}}
	for _, line := range before {
		_, _ = s.Write([]byte(line + "\n"))
	}
	return s
}

func (s *tty) top() int { return max(0, len(s.rows)-s.height) }

var order = regexp.MustCompile(`^\x1b\[(\d*)([A-Za-z])`)

func (s *tty) Write(p []byte) (int, error) {
	text := string(p)
	for text != "" {
		if m := order.FindStringSubmatch(text); m != nil {
			s.obey(m[1], m[2])
			text = text[len(m[0]):]
			continue
		}
		r := []rune(text)[0]
		text = text[len(string(r)):]
		switch r {
		case '\n':
			s.down()
			s.column = 0
		case '\r':
			s.column = 0
		default:
			s.put(r)
		}
	}
	return len(p), nil
}

func (s *tty) obey(n, what string) {
	switch what {
	case "A":
		count, _ := strconv.Atoi(n)
		s.row = max(s.top(), s.row-count)
	case "K":
		s.clear(s.row, min(s.column, s.width-1))
	case "J":
		s.clear(s.row, s.column)
		for i := s.row + 1; i < len(s.rows); i++ {
			s.clear(i, 0)
		}
	case "m":
	default:
		s.t.Fatalf("unknown order %s%s", n, what)
	}
}

func (s *tty) clear(i, from int) {
	s.rows[i].text = s.rows[i].text[:min(from, len(s.rows[i].text))]
	s.rows[i].goes = false
}

func (s *tty) put(r rune) {
	if s.column == s.width {
		s.rows[s.row].goes = true
		s.down()
		s.column = 0
	}
	line := s.rows[s.row].text
	for len(line) <= s.column {
		line = append(line, ' ')
	}
	line[s.column] = r
	s.rows[s.row].text = line
	s.column++
}

func (s *tty) down() {
	if s.row++; s.row == len(s.rows) {
		s.rows = append(s.rows, row{})
	}
}

// resize wraps anew what is on the screen, as most terminals do; the cursor stands below all of it.
func (s *tty) resize(width, height int) {
	old := s.rows[:len(s.rows)-1]
	s.width, s.height, s.rows, s.row, s.column = width, height, []row{{}}, 0, 0
	for _, r := range old {
		for _, c := range r.text {
			s.put(c)
		}
		if !r.goes {
			s.down()
			s.column = 0
		}
	}
}

// screen is the window without empty rows at its end.
func (s *tty) screen() string {
	var lines []string
	for _, r := range s.rows[s.top():] {
		lines = append(lines, strings.TrimRight(string(r.text), " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func (s *tty) terminal() *Terminal {
	return &Terminal{out: s, size: func() (int, int) { return s.width, s.height }}
}

func show(t *testing.T, term *Terminal, lines ...string) {
	t.Helper()
	if err := term.Show(strings.Join(lines, "\n") + "\n"); err != nil {
		t.Fatal(err)
	}
}

func wantScreen(t *testing.T, s *tty, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(lines, "\n"), s.screen()); diff != "" {
		t.Errorf("the screen (-want +got):\n%s", diff)
	}
}

func TestTerminalRedrawsInPlace(t *testing.T) {
	s := newTTY(t, 20, 10, "$ kubectl sts")
	term := s.terminal()
	show(t, term, "web Progressing", "web-2 terminating", "web-1 Running")
	show(t, term, "web Progressing", "web-2 Running")
	wantScreen(t, s, "$ kubectl sts", "web Progressing", "web-2 Running")
	show(t, term, "\x1b[33mweb\x1b[0m is a line that wraps and wraps", "and one of twenty xxx", "12345678901234567890", "end")
	wantScreen(t, s, "$ kubectl sts", "web is a line that w", "raps and wraps", "and one of twenty xx", "x", "12345678901234567890", "end")
	show(t, term, "web Complete")
	wantScreen(t, s, "$ kubectl sts", "web Complete")
	if err := term.Close(); err != nil {
		t.Fatal(err)
	}
	_, _ = s.Write([]byte("$ "))
	wantScreen(t, s, "$ kubectl sts", "web Complete", "$")
}

func TestTerminalAtTheBottomOfTheWindow(t *testing.T) {
	s := newTTY(t, 20, 4, "one", "two", "three", "four")
	term := s.terminal()
	show(t, term, "web", "web-0")
	wantScreen(t, s, "four", "web", "web-0")
	show(t, term, "web!", "web-0!")
	wantScreen(t, s, "four", "web!", "web-0!")
}

func TestTerminalThatIsTooSmall(t *testing.T) {
	s := newTTY(t, 30, 5)
	term := s.terminal()
	var long []string
	for i := range 9 {
		long = append(long, fmt.Sprintf("line %d", i))
	}
	show(t, term, long...)
	wantScreen(t, s, "… 6 more lines above", "line 6", "line 7", "line 8")
	long[8] = "the last line, which takes two rows now"
	show(t, term, long...)
	wantScreen(t, s, "… 7 more lines above", "line 7", "the last line, which takes two", " rows now")
	if len(s.rows) > 5 {
		t.Errorf("%d rows: the second text was drawn below the first", len(s.rows))
	}
	if err := term.Close(); err != nil {
		t.Fatal(err)
	}
	s.height = 20
	wantScreen(t, s, append(long[:8:8], "the last line, which takes two", " rows now")...)
}

func TestTerminalThatIsResized(t *testing.T) {
	s := newTTY(t, 40, 10, "before")
	term := s.terminal()
	show(t, term, "a line of thirty characters...", "short")
	s.resize(16, 10)
	show(t, term, "a line of thirty characters...", "shorter")
	wantScreen(t, s, "before", "a line of thirty", " characters...", "shorter")
	s.resize(60, 10)
	show(t, term, "a line of thirty characters...", "short again")
	wantScreen(t, s, "before", "a line of thirty characters...", "short again")
	s.resize(60, 3)
	show(t, term, "one", "two", "three", "four")
	wantScreen(t, s, "… 3 more lines above", "four")
}

func TestTerminalWritesNothingTwice(t *testing.T) {
	writes := 0
	term := &Terminal{out: counter{&writes}, size: func() (int, int) { return 80, 24 }}
	show(t, term, "web")
	show(t, term, "web")
	if writes != 1 {
		t.Errorf("%d writes for one text", writes)
	}
	show(t, term, "web!")
	if writes != 2 {
		t.Errorf("%d writes for two texts", writes)
	}
}

type counter struct{ n *int }

func (c counter) Write(p []byte) (int, error) { *c.n++; return len(p), nil }

func TestWhatIsNoTerminal(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if NewTerminal(file) != nil || NewTerminal(&strings.Builder{}) != nil {
		t.Error("a file cannot be redrawn")
	}
}

package printer

import "github.com/fatih/color"

// Tone says how a text should strike the eye.
type Tone int

// The tones, the more urgent the later. None carries a meaning that the text does not.
const (
	Plain Tone = iota
	Dim
	Good
	Warn
	Bad
	// Strong is for what a screen is about.
	Strong
	// Place says where in a text one is.
	Place
)

// tints are forced on: whether there is colour at all is the caller's decision,
// not that of color's look at stdout and the environment.
var tints = map[Tone]*color.Color{
	Good:   forced(color.FgGreen),
	Warn:   forced(color.FgYellow),
	Bad:    forced(color.FgRed),
	Dim:    forced(color.Faint),
	Strong: forced(color.Bold),
	Place:  forced(color.FgCyan),
}

func forced(a color.Attribute) *color.Color {
	c := color.New(a)
	c.EnableColor()
	return c
}

// painter colours, or does not.
type painter bool

func (p painter) tint(s string, t Tone) string {
	if c := tints[t]; bool(p) && c != nil && s != "" {
		return c.Sprint(s)
	}
	return s
}

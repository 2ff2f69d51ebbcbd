package printer

import "strings"

// wrap breaks text at blanks so that no line is wider than width. A word that is
// wider has a line of its own: names and addresses stay whole.
func wrap(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		switch w := Width(word); {
		case line == "":
			line, used = word, w
		case used+1+w > width:
			lines = append(lines, line)
			line, used = word, w
		default:
			line, used = line+" "+word, used+1+w
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

package inspect

import (
	"fmt"
	"math"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// agoWords is how long ago t was, in the words of somebody who thinks about data:
// "3 weeks ago".
func (v *view) agoWords(t *metav1.Time) string {
	const day = 24 * time.Hour
	d := max(v.now.Sub(t.Time), 0)
	for _, unit := range []struct {
		least, length time.Duration
		name          string
	}{
		{730 * day, 365 * day, "year"}, {60 * day, 30 * day, "month"}, {14 * day, 7 * day, "week"},
		{2 * day, day, "day"}, {2 * time.Hour, time.Hour, "hour"}, {time.Minute, time.Minute, "minute"},
	} {
		if d >= unit.least {
			return plural(int(d/unit.length), unit.name) + " ago"
		}
	}
	return "less than a minute ago"
}

// sizeWords is a number of bytes with one decimal at most, as tables have it: "20Gi", "1.1Ti".
func sizeWords(bytes int64) string {
	const step = 1024
	value, unit := float64(bytes), 0
	units := []string{"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}
	for value >= step && unit < len(units)-1 {
		value, unit = value/step, unit+1
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0") + units[unit]
}

// plus adds sizes, which an input may make as large as it likes. One that is
// negative is none.
func plus(a, b int64) int64 {
	if b = max(b, 0); a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// few names up to three things, and counts more: "web-0, web-1 and 4 more".
func few(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

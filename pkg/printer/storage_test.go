package printer

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

func TestGoldenStorage(t *testing.T) {
	for name, r := range storages() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			got := show(t, Storage, Options{Format: format, Usage: name == "usage"}, *r)
			golden.Assert(t, filepath.Join("testdata", "storage", name+"."+format), []byte(got))
		}
	}
}

// allStorages are all cases, by name.
func allStorages() []v1alpha1.StatefulSetReport {
	all := storages()
	var out []v1alpha1.StatefulSetReport
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, *all[name])
	}
	return out
}

// Whatever a report says, no terminal obeys it, no line ends in blanks, and colour takes no room.
func TestStorageIsShownSafely(t *testing.T) {
	for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
		plain := show(t, Storage, Options{Format: format, Usage: true}, allStorages()...)
		if strings.ContainsAny(plain, "\x1b\x07\r\t\x7f\u009b\u202e\u2066\u200b\ufeff\u2028") {
			t.Errorf("-o %s lets something through:\n%q", format, plain)
		}
		for line := range strings.Lines(plain) {
			if s := strings.TrimSuffix(line, "\n"); s != strings.TrimRight(s, " ") {
				t.Errorf("-o %s: blanks at the end of %q", format, s)
			}
		}
		colored := show(t, Storage, Options{Format: format, Usage: true, Color: true}, allStorages()...)
		if got := twwidth.Filter().ReplaceAllString(colored, ""); got != plain {
			t.Errorf("-o %s: colour moves the text:\n%s\n%s", format, got, plain)
		}
	}
}

var joinedCount = regexp.MustCompile(`\((\d+) claims\)`)

// rows are those of the table of claims, and how many claims they show.
func rows(t *testing.T, screen string) (n, claims int) {
	t.Helper()
	in := false
	for line := range strings.Lines(screen) {
		switch {
		case strings.HasPrefix(line, "ORDINAL"):
			in = true
			continue
		case strings.TrimSpace(line) == "":
			in = false
		}
		if !in {
			continue
		}
		n++
		if m := joinedCount.FindStringSubmatch(line); m != nil {
			k, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			claims += k
		} else {
			claims++
		}
	}
	return n, claims
}

// A set of 100 ordinals and three templates fits on a screen, and no claim is lost on the way.
func TestStorageOfManyOrdinals(t *testing.T) {
	n, claims := rows(t, show(t, Storage, Options{}, *hundred()))
	if n > 12 || claims != 360 {
		t.Errorf("%d rows of %d claims, want few rows of 360", n, claims)
	}
	n, claims = rows(t, show(t, Storage, Options{Format: FormatWide}, *hundred()))
	if n != 360 || claims != 360 {
		t.Errorf("-o wide: %d rows of %d claims, want 360 of 360", n, claims)
	}
}

// What differs has a row of its own, whatever it is that differs.
func TestStorageHidesNoDifference(t *testing.T) {
	for name, differ := range map[string]func(o *v1alpha1.Ordinal, c *v1alpha1.Claim){
		"state": func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) { c.State = v1alpha1.ClaimTerminating },
		"missing": func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) {
			*c = v1alpha1.Claim{Template: c.Template, Name: c.Name, State: v1alpha1.ClaimMissing}
		},
		"growing": func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) {
			c.Storage.Resize = &v1alpha1.ClaimResize{State: v1alpha1.ResizeControllerInProgress}
		},
		"size":      func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) { c.Capacity = "11Gi" },
		"volume":    func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) { c.Volume.Capacity = "11Gi" },
		"class":     func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) { c.StorageClassName = ptr("slow") },
		"unmounted": func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) { c.Storage.MountedBy = nil },
		"shared": func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) {
			c.Storage.MountedBy = append(c.Storage.MountedBy, v1alpha1.ClaimUser{Pod: "x"})
		},
		"full":       func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) { c.Storage.Usage = measured(9*gib, 10*gib) },
		"unmeasured": func(_ *v1alpha1.Ordinal, c *v1alpha1.Claim) { c.Storage.Usage = nil },
		"nowhere":    func(o *v1alpha1.Ordinal, _ *v1alpha1.Claim) { o.Placement.State = v1alpha1.PlacementNowhere },
		"cordoned": func(o *v1alpha1.Ordinal, _ *v1alpha1.Claim) {
			o.Placement.State, o.Placement.NodesUsable = v1alpha1.PlacementOneNode, ptr(int32(0))
		},
		"not decided": func(o *v1alpha1.Ordinal, _ *v1alpha1.Claim) { o.Placement.State = v1alpha1.PlacementUndecided },
		"not known":   func(o *v1alpha1.Ordinal, _ *v1alpha1.Claim) { o.Placement.State = v1alpha1.PlacementUnknown },
	} {
		r := stored("shop", "web", 0, 30, "www")
		for n := range int32(30) {
			at(r, n).Claims[0].Storage.Usage = measured(3*gib, 10*gib)
		}
		differ(at(r, 17), &at(r, 17).Claims[0])
		screen := show(t, Storage, Options{Usage: true}, *r)
		if n, claims := rows(t, screen); n != 2 || claims != 30 || !strings.Contains(screen, "\n17 ") {
			t.Errorf("%s of ordinal 17 differs: want a row of it and one of the others, got:\n%s", name, screen)
		}
	}
}

// A row names all ordinals it stands for, so that it stands for no more than a few runs of them.
func TestStorageNamesAllOrdinals(t *testing.T) {
	r := stored("shop", "web", 0, 30, "www")
	for n := int32(0); n < 30; n += 2 {
		at(r, n).Claims[0].Capacity = "11Gi"
	}
	screen := show(t, Storage, Options{}, *r)
	if n, claims := rows(t, screen); n != 8 || claims != 30 {
		t.Errorf("%d rows of %d claims, want 8 of 30, four ordinals in each:\n%s", n, claims, screen)
	}
	for n := range 30 {
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^(\d+, )*%d\b`, n)).MatchString(screen) {
			t.Errorf("ordinal %d is not named:\n%s", n, screen)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct{ template, request, capacity, volume, want string }{
		{"10Gi", "10Gi", "10Gi", "10Gi", "10Gi"},
		{"10240Mi", "10Gi", "10Gi", "", "10Gi"},
		{"20Gi", "10Gi", "10Gi", "10Gi", "10Gi (template 20Gi)"},
		{"20Gi", "20Gi", "10Gi", "10Gi", "10Gi (asked 20Gi)"},
		{"20Gi", "20Gi", "10Gi", "20Gi", "10Gi (asked 20Gi, volume 20Gi)"},
		{"30Gi", "20Gi", "10Gi", "10Gi", "10Gi (asked 20Gi, template 30Gi)"},
		{"10Gi", "10Gi", "100Gi", "100Gi", "100Gi (asked 10Gi)"},
		{"10Gi", "10Gi", "", "", "10Gi asked"},
		{"20Gi", "10Gi", "", "", "10Gi asked (template 20Gi)"},
		{"", "", "", "", "-"},
		{"", "10Gi", "10Gi", "nonsense", "10Gi (volume nonsense)"},
	} {
		claim := &v1alpha1.Claim{State: v1alpha1.ClaimBound, Request: c.request, Capacity: c.capacity, Storage: &v1alpha1.ClaimStorage{TemplateRequest: c.template}}
		if c.volume != "" {
			claim.Volume = &v1alpha1.Volume{Capacity: c.volume}
		}
		if got := (claimRow{claims: []*v1alpha1.Claim{claim}}).size().Text; got != c.want {
			t.Errorf("template %s, request %s, capacity %s, volume %s: %q, want %q", c.template, c.request, c.capacity, c.volume, got, c.want)
		}
	}
}

func TestBars(t *testing.T) {
	s := set{}
	for _, c := range []struct {
		used, available, capacity int64
		want                      string
		tone                      Tone
	}{
		{0, 100, 100, "░░░░░░░░░░ 0%", Plain},
		{1, 999, 1000, "░░░░░░░░░░ 1%", Plain},
		{71, 29, 100, "███████░░░ 71%", Plain},
		{80, 20, 100, "████████░░ 80%", Warn},
		{95, 0, 100, "██████████ 100%", Bad},
		{90, 5, 100, "█████████░ 95%", Bad},
		{120, 0, 100, "██████████ 100%", Bad},
	} {
		got := s.usedCell(&v1alpha1.Claim{Storage: &v1alpha1.ClaimStorage{Usage: &v1alpha1.VolumeUsage{Used: &c.used, Available: &c.available, Capacity: &c.capacity}}})
		if got.Text != c.want || got.Tone != c.tone {
			t.Errorf("%d used, %d available of %d: %v, want %q", c.used, c.available, c.capacity, got, c.want)
		}
	}
}

func TestBytesText(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 512: "512", 90 * gib: "90Gi", 3 * gib / 2: "1.5Gi", 1024 * gib: "1Ti", 1023 * gib: "1023Gi"} {
		if got := bytesText(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

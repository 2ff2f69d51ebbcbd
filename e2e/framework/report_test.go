package framework

import "testing"

func TestDecodeReports(t *testing.T) {
	for name, tc := range map[string]struct {
		in   string
		want int
		fail bool
	}{
		"one":           {in: `{"kind":"StatefulSetReport","metadata":{"name":"web"}}`, want: 1},
		"list":          {in: `{"kind":"StatefulSetReportList","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}`, want: 2},
		"empty list":    {in: `{"kind":"StatefulSetReportList","items":[]}`},
		"unknown field": {in: `{"kind":"StatefulSetReport","surprise":1}`, fail: true},
		"no JSON":       {in: `No StatefulSets found`, fail: true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := decodeReports([]byte(tc.in))
			if (err != nil) != tc.fail {
				t.Fatalf("err = %v, want an error: %t", err, tc.fail)
			}
			if !tc.fail && len(got) != tc.want {
				t.Errorf("%d reports, want %d", len(got), tc.want)
			}
		})
	}
}

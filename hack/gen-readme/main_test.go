package main

import (
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	echo := func(command string) (string, error) { return "out of " + command + "\n", nil }
	tests := []struct{ name, text, want, wantErr string }{
		{"no block", "a\nb\n", "a\nb\n", ""},
		{
			"old content goes, the rest stays",
			"a\n<!-- BEGIN screen: kubectl sts list -->\nold\n<!-- END screen -->\nb\n",
			"a\n<!-- BEGIN screen: kubectl sts list -->\n```console\n$ kubectl sts list\nout of kubectl sts list\n```\n<!-- END screen -->\nb\n",
			"",
		},
		{
			"block without an end",
			"<!-- BEGIN screen: one -->\n<!-- BEGIN screen: two -->\n<!-- END screen -->\n", "",
			`block "one" has no`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fill(tt.text, echo)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Fatalf("error %v, want %q", err, tt.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
			again, err := fill(got, echo)
			if err != nil || again != got {
				t.Errorf("filling twice changes the text, or fails: %v\n%s", err, again)
			}
		})
	}
}

func TestScreenRunsNothingElse(t *testing.T) {
	if _, err := screen("/bin/true", "rm -rf x"); err == nil {
		t.Error("a command that is not kubectl sts was run")
	}
}

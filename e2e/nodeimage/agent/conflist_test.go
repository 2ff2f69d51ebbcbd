package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConflist(t *testing.T) {
	const want = `{
  "cniVersion": "1.0.0",
  "name": "kubectl-sts",
  "plugins": [
    {
      "type": "ptp",
      "ipMasq": false,
      "mtu": 1400,
      "ipam": {
        "type": "host-local",
        "dataDir": "/run/cni-ipam-state",
        "routes": [
          {
            "dst": "0.0.0.0/0"
          },
          {
            "dst": "::/0"
          }
        ],
        "ranges": [
          [
            {
              "subnet": "10.244.1.0/24"
            }
          ],
          [
            {
              "subnet": "fd00:10:244:1::/64"
            }
          ]
        ]
      }
    },
    {
      "type": "portmap",
      "capabilities": {
        "portMappings": true
      }
    }
  ]
}
`
	got, err := conflist([]string{"10.244.1.0/24", "fd00:10:244:1::/64"}, 1400)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if _, err := conflist([]string{"nonsense"}, 1400); err == nil {
		t.Error("a Pod network that is none was taken")
	}
}

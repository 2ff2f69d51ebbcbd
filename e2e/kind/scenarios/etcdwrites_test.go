//go:build e2e

package scenarios

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"
)

// writeOn writes key after key until what it returns is called, which names those that etcd has acknowledged.
func (c *etcdClient) writeOn() (acknowledged func() []string) {
	ctx, stop := context.WithCancel(c.f.Context())
	var keys []string
	var last error
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ctx.Err() == nil; i++ {
			key := fmt.Sprintf("written/%06d", i)
			body := map[string]any{"key": encode(key), "value": encode("value of " + key)}
			if err := c.ask(ctx, service, "/v3/kv/put", body, &struct{}{}); err != nil {
				last = err
			} else {
				keys = append(keys, key)
			}
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() []string {
		stop()
		<-done
		c.f.Logf("%d writes were acknowledged; the last one that was not: %v", len(keys), last)
		return keys
	}
}

// expect fails unless every key can be read, from each member.
func (c *etcdClient) expect(keys []string) {
	c.f.Helper()
	if len(keys) == 0 {
		c.f.Fatal("no write was acknowledged")
	}
	for i := range 3 {
		var answer struct{ Kvs []struct{ Key, Value []byte } }
		// The range of a prefix ends before the prefix with its last letter raised.
		c.must(member(fmt.Sprintf("etcd-%d", i)), "/v3/kv/range", map[string]any{"key": encode("written/"), "range_end": encode("written0")}, &answer)
		have := map[string]string{}
		for _, kv := range answer.Kvs {
			have[string(kv.Key)] = string(kv.Value)
		}
		for _, key := range keys {
			if have[key] != "value of "+key {
				c.f.Errorf("etcd-%d has %q for %s, which was acknowledged", i, have[key], key)
			}
		}
	}
}

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

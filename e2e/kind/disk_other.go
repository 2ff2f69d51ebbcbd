//go:build !unix

package kind

func freeBytes(string) (free uint64, known bool) { return 0, false }

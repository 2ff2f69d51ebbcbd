//go:build unix

package kind

import "golang.org/x/sys/unix"

// freeBytes is what ordinary users can still write below a folder, if it is of this machine.
func freeBytes(folder string) (free uint64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true //nolint:unconvert // signed on FreeBSD
}

package main

import (
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// capabilities has the names by number, as in linux/capability.h.
var capabilities = strings.Fields(`
	CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
	NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE
	SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE
	AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF
	CHECKPOINT_RESTORE`)

// capabilitySet has bit n set for capability n.
type capabilitySet uint64

// boundingSet is that of a process: a number, or "self".
func boundingSet(pid string) (capabilitySet, error) {
	path := filepath.Join("/proc", pid, "status")
	status, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if hex, ok := strings.CutPrefix(line, "CapBnd:"); ok {
			n, err := strconv.ParseUint(strings.TrimSpace(hex), 16, 64)
			return capabilitySet(n), err
		}
	}
	return 0, fmt.Errorf("%s has no line CapBnd", path)
}

// allows says whether the capability may be given. A name that is newer than the list is left to runc.
func (s capabilitySet) allows(name string) bool {
	for n, known := range capabilities {
		if name == "CAP_"+known {
			return s>>n&1 == 1
		}
	}
	return true
}

// missing names the first capability that the kernel knows, up to number last, and the set lacks.
func (s capabilitySet) missing(last int) string {
	n := bits.TrailingZeros64(^uint64(s))
	if n > last || n >= len(capabilities) {
		return ""
	}
	return "CAP_" + capabilities[n]
}

// lastCapability is the highest number that the kernel knows.
func lastCapability() (int, error) {
	text, err := os.ReadFile("/proc/sys/kernel/cap_last_cap")
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

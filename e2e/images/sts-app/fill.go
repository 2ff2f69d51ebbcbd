package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// fillCommand writes a file until so many bytes are written or the disk is full: sts-app fill FOLDER [BYTES]
func fillCommand(args []string) error {
	left := int64(-1)
	switch len(args) {
	case 1:
	case 2:
		n, err := strconv.ParseInt(args[1], 10, 64)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is no number of bytes", args[1])
		}
		left = n
	default:
		return fmt.Errorf("usage: sts-app fill FOLDER [BYTES]")
	}
	file, err := os.OpenFile(filepath.Join(args[0], "filled"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	written := int64(0)
	block := make([]byte, 1<<20)
	for i := range block {
		// Not zeros, which a file system might not store.
		block[i] = byte(i*7 + 1)
	}
	for left != 0 {
		n := int64(len(block))
		if left > 0 {
			n = min(n, left)
		}
		wrote, err := file.Write(block[:n])
		written += int64(wrote)
		if errors.Is(err, syscall.ENOSPC) {
			fmt.Printf("disk full after %d bytes\n", written)
			return nil
		}
		if err != nil {
			return err
		}
		if left > 0 {
			left -= int64(wrote)
		}
	}
	fmt.Printf("wrote %d bytes\n", written)
	// What is not synced the kubelet's figures may not have yet.
	return file.Sync()
}

//go:build !linux

package framework

import "syscall"

// Elsewhere than on Linux nothing ties a child to its parent's life: only a clean end stops the control plane.
func diesWithParent() *syscall.SysProcAttr { return nil }

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is set by the build: -ldflags "-X main.release=1.2.3".
var release = ""

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	_, err := fmt.Println(fullVersion())
	return err
}

// fullVersion names the program, its version and what it was built with.
func fullVersion() string {
	return fmt.Sprintf("pointsmall %s, %s %s/%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// version is the release, or the revision that was built.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return "devel-" + s.Value[:12]
			}
		}
	}
	return "devel"
}

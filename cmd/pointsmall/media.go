package main

import (
	"strings"

	"pointsmall/mall/media"
	"pointsmall/mall/media/s3"
)

// files are where uploaded pictures lie.
func (c *cli) files() (media.Files, error) {
	if strings.HasPrefix(c.Media, "s3:") {
		return s3.Open(c.Media)
	}
	return media.Disk{Folder: c.Media}, nil
}

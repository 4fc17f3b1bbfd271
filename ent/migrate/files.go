// Package migrate holds ent's description of the tables, and the reviewed
// migrations that make them.
package migrate

import "embed"

// Files holds the versioned migrations, one folder a dialect ("sqlite", "postgres").
//
//go:embed sqlite/* postgres/*
var Files embed.FS

package migrate

import "embed"

// Files holds the versioned migrations, one folder a dialect ("sqlite", "postgres").
//
//go:embed sqlite/* postgres/*
var Files embed.FS

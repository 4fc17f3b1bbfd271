package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func replace(text, old, with string) string { return strings.Replace(text, old, with, 1) }

func sample() *Report {
	duel := Duel{Name: "uniform", Clients: 32, Target: Target{Least: 1.2, Aim: 3}, Ours: []Run{{Rate: 12_345, P99: 4.5}}, Theirs: []Run{{Rate: 3000}}}
	duel.conclude()
	start := Start{Name: "demo mall", Seconds: []float64{1.5}, MB: []float64{55}, Load: "catalog pages"}
	start.judge()
	return &Report{Started: time.Date(2026, 11, 22, 8, 5, 0, 0, time.UTC), Exchange: []Duel{duel}, Start: []Start{start}, Notes: []string{"a note"}}
}

func TestMarkdown(t *testing.T) {
	text := sample().markdown()
	assert.Contains(t, text, "| uniform  | 32      | 12,345 | 3,000     | 4.12  |      | 1.2 (aim 3) | aim met |")
	assert.Contains(t, text, "- a note")
	assert.Contains(t, text, "**Targets missed: 1.**")
	assert.NotContains(t, text, "Catalog")
}

func TestPublish(t *testing.T) {
	folder := t.TempDir() + "/results"
	var out strings.Builder
	require.NoError(t, sample().publish(&out, folder, false))
	assert.NoDirExists(t, folder)
	require.NoError(t, sample().publish(&out, folder, true))
	assert.FileExists(t, folder+"/2026-11-22-0805.md")
	raw, err := os.ReadFile(folder + "/2026-11-22-0805.json")
	require.NoError(t, err)
	var back Report
	require.NoError(t, json.Unmarshal(raw, &back))
	assert.Equal(t, *sample(), back)
}

func TestWhole(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 999.4: "999", 999.5: "1,000", 12_345: "12,345", 1_234_567: "1,234,567"} {
		assert.Equal(t, want, whole(n))
	}
}

func TestLeft(t *testing.T) {
	assert.Empty(t, left(0))
	assert.Equal(t, "~40 s left", left(40*time.Second))
	assert.Equal(t, "~9 min left", left(9*time.Minute))
}

func TestParse(t *testing.T) {
	o, err := parse(nil)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 8, 32, 128}, o.clients)
	assert.True(t, o.wants(partStart))

	o, err = parse([]string{"-quick", "-rounds", "2", "-only", "exchange", "-clients", "4"})
	require.NoError(t, err)
	assert.Equal(t, 2000, o.members)
	assert.Equal(t, 2, o.rounds)
	assert.Equal(t, []int{4}, o.clients)
	assert.False(t, o.wants(partStart))

	for _, bad := range []string{"-clients=0", "-clients=x", "-only=all", "-rounds=0", "more"} {
		_, err := parse([]string{bad})
		require.Error(t, err, bad)
	}
}

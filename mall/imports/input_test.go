package imports_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/imports"
)

func TestOpenCopiesAPipe(t *testing.T) {
	out, in, err := os.Pipe()
	require.NoError(t, err)
	go func() {
		_, _ = in.WriteString("twice")
		_ = in.Close()
	}()
	input, err := imports.Open(t.Context(), "-", out)
	require.NoError(t, err)
	for range 2 {
		text, err := io.ReadAll(input)
		require.NoError(t, err)
		assert.Equal(t, "twice", string(text))
		_, err = input.Seek(0, io.SeekStart)
		require.NoError(t, err)
	}
	require.NoError(t, input.Close())
	assert.NoFileExists(t, input.Name())
}

func TestOpenGivesUpOnAPipe(t *testing.T) {
	out, in, err := os.Pipe() // nobody ever writes
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err = imports.Open(ctx, "-", out)
	require.ErrorContains(t, err, "interrupted")
	require.NoError(t, in.Close())
}

func TestOpenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.csv")
	require.NoError(t, os.WriteFile(path, []byte("x"), 0o600))
	input, err := imports.Open(t.Context(), path, nil)
	require.NoError(t, err)
	require.NoError(t, input.Close())
	assert.FileExists(t, path)

	_, err = imports.Open(t.Context(), filepath.Dir(path), nil)
	require.ErrorContains(t, err, "is a folder")
	_, err = imports.Open(t.Context(), path+"x", nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestReportText(t *testing.T) {
	r := imports.Report{DryRun: true, MembersAdded: 3, Ratio: imports.Ratio{Currency: "JPY", AmountMinor: 1, Points: 1}}
	r.Rows.Read, r.Rows.Skipped, r.Skipped = 5, 5, []imports.Count{{Reason: imports.NoCustomer, Rows: 5}}
	text := r.Text()
	assert.Contains(t, text, "Dry run: nothing was written")
	assert.Regexp(t, `(?m)^    no customer +5$`, text)
	assert.Contains(t, text, "ratio: 1 point for every whole 1 JPY\n")
	r.DryRun, r.Ratio.Points = false, 2
	assert.Contains(t, r.Text(), "ratio: 2 points for every whole 1 JPY\n")
	r.Ratio.AmountMinor, r.Warnings = 0, []string{"nothing is earned"}
	r.Reading = imports.Reading{Encoding: imports.GB18030, Separator: "\t", Decimal: imports.DecimalComma, Dates: imports.DayFirst, Guessed: []imports.Guess{imports.GuessDates}}
	assert.Contains(t, r.Text(), "ratio: no rule gives points for every amount in JPY\n")
	assert.Contains(t, r.Text(), "read with: --encoding gb18030 --separator tab --decimal comma --dates dmy (guessed: dates)\n")
	assert.Contains(t, r.Text(), "warning: nothing is earned\n")
}

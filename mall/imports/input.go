package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Input is an open file, or a copy of what came through a pipe: it is read twice
// when rows are rejected.
type Input struct {
	*os.File
	copied bool
}

// Open opens the file at path; "-" means stdin. Reading a pipe ends with ctx.
func Open(ctx context.Context, path string, stdin *os.File) (*Input, error) {
	file := stdin
	if path != "-" {
		var err error
		if file, err = os.Open(path); err != nil {
			return nil, err
		}
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder: name a CSV file", path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if info.Mode().IsRegular() {
		return &Input{File: file}, nil
	}
	return copyPipe(ctx, file)
}

func copyPipe(ctx context.Context, pipe *os.File) (*Input, error) {
	file, err := os.CreateTemp("", "pointsmall-import-*.csv")
	if err != nil {
		return nil, err
	}
	in := &Input{File: file, copied: true}
	done := make(chan error, 1)
	go func() { // a read from a terminal or pipe cannot be interrupted, only left alone
		_, err := io.Copy(file, pipe)
		done <- err
	}()
	select {
	case err = <-done:
	case <-ctx.Done():
		err = errInterrupted
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return in, nil
}

// Close closes the file, and removes it if it is a copy.
func (in *Input) Close() error {
	err := in.File.Close()
	if in.copied {
		err = errors.Join(err, os.Remove(in.Name()))
	}
	return err
}

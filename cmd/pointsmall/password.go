package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// readPassword asks for somebody's password, twice and without showing it, where a person
// types; else it reads the first line of standard input.
func readPassword(name string) (string, error) {
	terminal := int(os.Stdin.Fd())
	if !term.IsTerminal(terminal) {
		return firstLine(os.Stdin)
	}
	password, err := ask(terminal, "Password of "+name+": ")
	if err != nil {
		return "", err
	}
	again, err := ask(terminal, "The same again: ")
	if err != nil {
		return "", err
	}
	if again != password {
		return "", errors.New("the two passwords differ")
	}
	return password, nil
}

func ask(terminal int, prompt string) (string, error) {
	fmt.Fprint(os.Stderr, prompt)
	typed, err := term.ReadPassword(terminal)
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(typed), nil
}

// firstLine is the first line of what a program or a file sends.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(r).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return "", fmt.Errorf("read the password from standard input: %w", err)
	case line == "":
		return "", errors.New("no password came on standard input: send it as one line")
	}
	return line, nil
}

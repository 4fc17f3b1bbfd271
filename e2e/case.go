package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

// Case is a story that is told to a fresh demo mall.
type Case struct {
	// About says what the story shows.
	About string `yaml:"about"`
	// Independent steps do not build on each other: one that fails does not keep the
	// next ones from being tried.
	Independent bool `yaml:"independent"`
	// Serve are more flags of the server: "--no-jobs".
	Serve string `yaml:"serve"`
	Steps []Step `yaml:"steps"`
}

// Step is one request, or one command, and what must come of it.
type Step struct {
	Name string `yaml:"name"`
	// Run is a command line for the mall's database, without "pointsmall" and --database:
	// "sweep --list". Prints is a regular expression that its output fits, Code its exit
	// code; 0 where it is not given.
	Run    string `yaml:"run"`
	Prints string `yaml:"prints"`
	Code   int    `yaml:"code"`
	// Eventually has the request sent again until its answer is as expected, for what
	// takes time.
	Eventually bool `yaml:"eventually"`
	// As is who asks: anonymous (or nothing), alice, bob, admin, partner, expired,
	// forged, unsigned, or a token.
	As      string            `yaml:"as"`
	Headers map[string]string `yaml:"headers"`
	// Operation names a file of the folder operations; Query is a document in place.
	Operation string         `yaml:"operation"`
	Query     string         `yaml:"query"`
	Variables map[string]any `yaml:"variables"`

	// Status is HTTP's; 200 where it is not given.
	Status int `yaml:"status"`
	// Expect is part of the answer's data: other fields may stand beside those that
	// it names. Lists have the length given. A string that begins with "~" is a
	// regular expression.
	Expect map[string]any `yaml:"expect"`
	// Exact is all of the answer's data.
	Exact map[string]any `yaml:"exact"`
	// Refused is part of the only userError. Every other field of the payload is then
	// null or false, and nothing in the mall may have changed.
	Refused map[string]any `yaml:"refused"`
	// ExpectErrors are the top-level errors: their code, path and argument. Nothing
	// may have changed then.
	ExpectErrors []ExpectedError `yaml:"expectErrors"`
	// Save keeps values of the answer's data for later steps: name -> path.
	Save map[string]string `yaml:"save"`
}

// ExpectedError is a top-level error.
type ExpectedError struct {
	Code string `yaml:"code"`
	// Path is the field of the answer; Argument or Variable is what is to blame.
	Path     []any    `yaml:"path"`
	Argument []string `yaml:"argument"`
	Variable []string `yaml:"variable"`
}

// Refuses reports whether the step must leave no trace.
func (s Step) Refuses() bool {
	return s.Refused != nil || s.ExpectErrors != nil || s.Status >= 400
}

// Document is what the step sends.
func (s Step) Document() (string, error) {
	if s.Operation == "" {
		return s.Query, nil
	}
	text, err := os.ReadFile(filepath.Join("operations", s.Operation+".graphql"))
	return string(text), err
}

// LoadCase reads a story. A field that it does not know is an error, so that a
// misspelt expectation cannot silently expect nothing.
func LoadCase(path string) (Case, error) {
	var c Case
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&c); err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	for i, s := range c.Steps {
		switch {
		case s.Name == "":
			return c, fmt.Errorf("%s: step %d has no name", path, i+1)
		case s.Run != "" && (s.Operation != "" || s.Query != "" || s.Prints == ""):
			return c, fmt.Errorf("%s: %q runs a command: it says what that prints, and asks nothing else", path, s.Name)
		case s.Run != "":
			continue
		case s.Eventually && s.Refuses():
			return c, fmt.Errorf("%s: %q cannot be refused eventually", path, s.Name)
		case (s.Operation == "") == (s.Query == ""):
			return c, fmt.Errorf("%s: %q needs an operation or a query", path, s.Name)
		case s.Expect == nil && s.Exact == nil && !s.Refuses():
			return c, fmt.Errorf("%s: %q expects nothing", path, s.Name)
		}
	}
	return c, nil
}

// CaseName is a story's file name without its end.
func CaseName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

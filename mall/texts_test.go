package mall_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// source is what this module's own code says to callers.
type source struct {
	files     *token.FileSet
	trees     []*ast.File
	constants map[string]bool
}

// readSource parses the packages that have texts. Imports talk to who runs the command, in
// English, and read Chinese words; a demo's goods are no messages.
func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{files: token.NewFileSet(), constants: map[string]bool{}}
	for _, root := range []string{".", "../graph", "../server"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "imports" || d.Name() == "demo" || d.Name() == "generated"):
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			tree, err := parser.ParseFile(s.files, path, nil, 0)
			s.trees = append(s.trees, tree)
			return err
		}))
	}
	s.each(func(n ast.Node) {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, spec := range d.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					s.constants[name.Name] = true
				}
			}
		}
	})
	return s
}

func (s *source) each(do func(ast.Node)) {
	for _, tree := range s.trees {
		ast.Inspect(tree, func(n ast.Node) bool {
			do(n)
			return true
		})
	}
}

// literal is the text of a string literal; empty for anything else.
func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return text
}

// pair is a text in both languages with the arguments of its verbs.
type pair struct {
	at     token.Position
	en, zh string
	args   []ast.Expr
}

func (s *source) pairs() (list []pair) {
	s.each(func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		for i := range len(call.Args) - 1 {
			en, zh := literal(call.Args[i]), literal(call.Args[i+1])
			if en != "" && chinese.MatchString(zh) && !chinese.MatchString(en) {
				list = append(list, pair{s.files.Position(call.Pos()), en, zh, call.Args[i+2:]})
			}
		}
	})
	return list
}

var (
	chinese   = regexp.MustCompile(`\p{Han}`)
	halfWidth = regexp.MustCompile(`\p{Han}\s?[,;:!()]|\p{Han}\?$|[,;:!()]\s?\p{Han}|^\s?[,;:]`)
	bare      = regexp.MustCompile(`^\s?[,;:]\s?$`)
	code      = regexp.MustCompile("`[^`]*`|{[^}]*}")
)

func TestChineseHasItsOwnPunctuation(t *testing.T) {
	s := readSource(t)
	found := 0
	s.each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.BasicLit:
			text := literal(n)
			if chinese.MatchString(text) {
				found++
				assert.NotRegexp(t, halfWidth, code.ReplaceAllString(text, ""), s.files.Position(n.Pos()))
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "ZH" {
				s.noBarePunctuation(t, n.Value)
			}
		case *ast.AssignStmt:
			if to, ok := n.Lhs[0].(*ast.SelectorExpr); ok && to.Sel.Name == "ZH" {
				s.noBarePunctuation(t, n.Rhs[0])
			}
		}
	})
	assert.Greater(t, found, 300, "the texts were found")
}

// noBarePunctuation looks at what is put between the parts of a Chinese text.
func (s *source) noBarePunctuation(t *testing.T, of ast.Expr) {
	ast.Inspect(of, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok {
			assert.NotRegexp(t, bare, literal(l), s.files.Position(l.Pos()))
		}
		return true
	})
}

// verb is a verb of a format; group 1 is its argument's number, 2 the verb, 3 the words behind it.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-z%])((?: [a-z-]+)?(?: [a-z-]+)?)`)

// use is a verb and the argument that it takes, from 0.
type use struct {
	arg        int
	verb, then string
}

func uses(format string) (list []use) {
	next := 0
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if n, err := strconv.Atoi(m[1]); err == nil {
			next = n - 1
		}
		list = append(list, use{next, m[2], m[3]})
		next++
	}
	return list
}

// many is a noun in its plural behind a number, perhaps with a word between.
var many = regexp.MustCompile(`^ (?:(?:more|other|whole|lower-case) )?[a-z-]+[^s' ]s\b`)

// notNouns are words behind a number that end in s and are none: "day 2 has no points".
var notNouns = regexp.MustCompile(`^ (?:is|was|has)\b`)

// fixed reports whether a number is known to the compiler: no text says "1 bytes" by it.
func (s *source) fixed(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return s.constants[e.Name]
	case *ast.SelectorExpr:
		return s.constants[e.Sel.Name] || e.Sel.Name == "PublicKeySize"
	case *ast.BinaryExpr:
		return s.fixed(e.X) && s.fixed(e.Y)
	}
	return false
}

func TestNumbersHaveTheirNounsByCount(t *testing.T) {
	s := readSource(t)
	for _, p := range s.pairs() {
		for _, u := range uses(p.en) {
			if u.verb != "d" || !many.MatchString(u.then) || notNouns.MatchString(u.then) || u.arg >= len(p.args) {
				continue
			}
			assert.True(t, s.fixed(p.args[u.arg]), "%s: %q says %q of 1, too: use mall.Count", p.at, p.en, "%d"+u.then)
		}
	}
}

// An argument that is a number in one language is one in the other. mall.Count is both.
func TestBothLanguagesSayTheSameOfAnArgument(t *testing.T) {
	s := readSource(t)
	pairs := s.pairs()
	assert.Greater(t, len(pairs), 250, "the texts were found")
	for _, p := range pairs {
		kinds := map[int]map[bool]bool{}
		for _, u := range append(uses(p.en), uses(p.zh)...) {
			if kinds[u.arg] == nil {
				kinds[u.arg] = map[bool]bool{}
			}
			kinds[u.arg][u.verb == "d"] = true
		}
		for arg, verbs := range kinds {
			if len(verbs) > 1 && arg < len(p.args) {
				assert.True(t, counted(p.args[arg]), "%s: argument %d of %q", p.at, arg+1, p.en)
			}
		}
	}
}

// fmt adds what it was not asked for, such as "%!(EXTRA string=…)", unless a verb has a number.
func TestTextsWithoutNumberedVerbsUseAllArguments(t *testing.T) {
	for _, p := range readSource(t).pairs() {
		for _, format := range []string{p.en, p.zh} {
			if n := len(uses(format)); n > 0 && !strings.Contains(format, "%[") {
				assert.Equal(t, len(p.args), n, "%s: %q", p.at, format)
			}
		}
	}
}

func counted(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok { // a parameter of a function that makes a text
		_, ok = e.(*ast.Ident)
		return ok
	}
	name := fmt.Sprint(call.Fun)
	return strings.Contains(name, "Count")
}

// A tier or a task is called by its name. Codes that a caller sent are quoted.
func TestNamesNotCodes(t *testing.T) {
	named := regexp.MustCompile(`(?i)\b(?:tier|task|level) %(?:\[\d+\])?s`)
	s := readSource(t)
	for _, p := range s.pairs() {
		if !named.MatchString(p.en) {
			continue
		}
		for _, u := range uses(p.en) {
			if u.verb == "s" && u.arg < len(p.args) {
				if by, ok := p.args[u.arg].(*ast.SelectorExpr); ok {
					assert.NotContains(t, []string{"Code", "Tier", "TierID", "Ref"}, by.Sel.Name, "%s: %q", p.at, p.en)
				}
			}
		}
	}
}

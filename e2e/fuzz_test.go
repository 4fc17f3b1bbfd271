package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pointsmall/e2e/fuzz"
	"pointsmall/graph/generated"
)

const fuzzGatewayKey = "0123456789abcdef0123456789abcdef"

// fuzzCallers are who sends random requests, by turns.
var fuzzCallers = []string{"anonymous", "alice", "admin", "bob", "partner", "gateway"}

// Whatever valid document anybody sends, with whatever values, the answer is GraphQL's,
// with a code on each error, and never an internal one; and the books agree.
//
// POINTSMALL_FUZZ_DOCUMENTS and POINTSMALL_FUZZ_SEED choose how many documents, and which.
func TestRandomDocuments(t *testing.T) {
	t.Parallel()
	documents, seed := setting(t, "POINTSMALL_FUZZ_DOCUMENTS", 1_500), setting(t, "POINTSMALL_FUZZ_SEED", 1)
	eachDatabase(t, func(t *testing.T, database string) {
		defer func() {
			if t.Failed() {
				t.Logf("POINTSMALL_FUZZ_SEED=%d makes the same requests again", seed)
			}
		}()
		mall := open(t, database, "--gateway-key", fuzzGatewayKey)
		f := &fuzzing{shop: mall, schema: generated.NewExecutableSchema(generated.Config{}).Schema(), seed: uint64(seed), codes: map[string]int{}}
		f.maker = fuzz.New(f.schema, f.seed)
		f.maker.Known = mall.known(t)
		f.maker.Rare = []string{"signUp", "signIn"} // passwords are hashed slowly
		for _, caller := range fuzzCallers {
			mall.token(t, caller)
		}
		f.run(t, documents/2)
		t.Logf("codes of %d requests: %v", documents/2, f.codes)
		assert.Greater(t, f.codes["none"], documents/20, "a good part is answered without an error")
		reconcile(t, database)
	})
}

func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	return n
}

// fuzzing is a run of random requests.
type fuzzing struct {
	*shop
	schema *ast.Schema
	maker  *fuzz.Maker
	seed   uint64

	mu    sync.Mutex
	codes map[string]int // how often each came
	next  atomic.Int64
}

// run sends so many requests, and gives up after a few bad answers.
func (f *fuzzing) run(t *testing.T, requests int) {
	t.Helper()
	var bad atomic.Int64
	together(4*runtime.GOMAXPROCS(0), func(int) {
		for n := int(f.next.Add(1)) - 1; n < requests && bad.Load() < 5; n = int(f.next.Add(1)) - 1 {
			r := f.maker.Request(n)
			dice := rand.New(rand.NewPCG(f.seed+1, uint64(n)))
			way := way{fuzzCallers[dice.IntN(len(fuzzCallers))], dice.IntN(10), dice.IntN(3), dice.IntN(2), dice.IntN(37) == 0}
			if strings.Contains(r.Query, "signOut") {
				way.caller = "anonymous" // it would end the token that the others send
			}
			if problem := f.try(t.Context(), way, r); problem != "" {
				bad.Add(1)
				t.Errorf("request %d, %+v: %s\n%s\nvariables: %s", n, way, problem, shorten(r.Query), shorten(r.Variables))
			}
		}
	})
}

// try sends one request and says what is wrong with the answer.
func (f *fuzzing) try(ctx context.Context, by way, r fuzz.Request) string {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	sent, err := f.dress(ctx, by, r)
	if err != nil {
		return err.Error()
	}
	got, err := f.ask(sent)
	if err != nil {
		return err.Error()
	}
	f.count(got)
	if problem := got.problem(); problem != "" {
		return problem
	}
	if by.damaged || (got.has("BAD_USER_INPUT") && got.data() == nil) { // a value is not of its type: nothing has run
		return ""
	}
	doc, op, variables, fault := f.read(r)
	switch refused := got.has("GRAPHQL_VALIDATION_FAILED") || got.has("GRAPHQL_PARSE_FAILED"); {
	case refused && fault == nil:
		return "a valid document was refused: " + shorten(got.text)
	case refused || fault != nil:
		return ""
	}
	data := got.data()
	for _, e := range got.Errors {
		if len(e.Path) > 0 && !fuzz.Leads(data, e.Path) {
			return fmt.Sprintf("the path %v leads to no null: %s", e.Path, shorten(got.text))
		}
	}
	if err := fuzz.Conform(f.schema, doc, op, variables, data); err != nil {
		return fmt.Sprintf("the answer has not the form that was asked for: %s\n%s", err, shorten(got.text))
	}
	return ""
}

func (f *fuzzing) count(got fuzzAnswer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(got.Errors) == 0 {
		f.codes["none"]++
	}
	for _, e := range got.Errors {
		f.codes[fmt.Sprint(e.Extensions["code"])]++
	}
}

// read reads a request as a server does. The fault is what it does wrong by GraphQL's
// rules.
func (f *fuzzing) read(r fuzz.Request) (doc *ast.QueryDocument, op *ast.OperationDefinition, variables map[string]any, fault error) {
	doc, faults := gqlparser.LoadQueryWithRules(f.schema, r.Query, rules.NewDefaultRules())
	if faults != nil {
		return nil, nil, nil, faults
	}
	decoder := json.NewDecoder(strings.NewReader(r.Variables))
	decoder.UseNumber()
	if fault := decoder.Decode(&variables); fault != nil {
		return nil, nil, nil, fault
	}
	op = doc.Operations.ForName(r.Name)
	variables, fault = validator.VariableValues(f.schema, op, variables)
	return doc, op, variables, fault
}

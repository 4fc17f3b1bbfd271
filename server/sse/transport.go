package sse

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
	"pointsmall/server/stream"
)

// Transport serves event streams. Make one with New.
type Transport struct{ options Options }

var _ graphql.Transport = (*Transport)(nil)

// New makes the transport.
func New(options Options) *Transport { return &Transport{options.withDefaults()} }

// Supports says whether a request wants an event stream.
func (t *Transport) Supports(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodPost) && wanted(r)
}

// Do runs one operation and streams its results. What is no request is refused with
// a status and JSON (400, 405, 413, 415; 429 and 503 for too many streams), as is a
// document that cannot be parsed. What validation finds goes through the stream: an
// EventSource would not learn of it otherwise.
func (t *Transport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	pass, err := t.options.Gate.Enter(mall.AddressOf(r.Context()))
	if err != nil {
		stream.RefuseEntry(w, r, err)
		return
	}
	defer pass.Leave()
	actor := mall.ActorOf(r.Context())
	if err := pass.Name(actor.Ref()); err != nil {
		stream.RefuseEntry(w, r, err)
		return
	}
	ctx := graphql.StartOperationTrace(r.Context())
	start := graphql.Now()
	params := t.read(w, r)
	if params == nil {
		return
	}
	params.Headers, params.ReadTime = r.Header, graphql.TraceTiming{Start: start, End: graphql.Now()}
	ctx, leave := t.options.Gate.Until(ctx, t.options.Ended, actor)
	defer leave()
	opCtx, errs := exec.CreateOperationContext(ctx, params)
	if errs != nil {
		t.refuse(graphql.WithOperationContext(ctx, opCtx), w, exec, opCtx, errs)
		return
	}
	if r.Method == http.MethodGet && opCtx.Operation.Operation == ast.Mutation {
		w.Header().Set("Allow", http.MethodPost)
		stream.Refuse(w, r, http.StatusMethodNotAllowed, mall.CodeMethodNotAllowed, mall.Textf("send mutations by POST", "请以 POST 发送 mutation"))
		return
	}
	responses, ctx := exec.DispatchOperation(ctx, opCtx)
	t.run(ctx, w, responses)
}

// refuse answers an operation that will not run.
func (t *Transport) refuse(ctx context.Context, w http.ResponseWriter, exec graphql.GraphExecutor, opCtx *graphql.OperationContext, errs gqlerror.List) {
	parsed := errs[0].Extensions["code"] != errcode.ParseFailed && (opCtx.Doc == nil || opCtx.Operation != nil)
	response := exec.DispatchError(ctx, errs)
	if !parsed {
		writeJSON(w, http.StatusBadRequest, response)
		return
	}
	t.run(ctx, w, graphql.OneShot(response))
}

// run streams what an operation answers.
func (t *Transport) run(ctx context.Context, w http.ResponseWriter, responses graphql.ResponseHandler) {
	out := open(ctx, w, t.options)
	defer out.close()
	results, stop := produce(ctx, responses)
	defer stop()
	if err := out.pump(results); err != nil {
		slog.DebugContext(ctx, "an event stream's client is gone", "error", err)
	}
}

// produce encodes responses until there are no more, one ahead of who receives. They
// are encoded before the next is asked for: a subscription makes them all in one
// buffer. The function that it returns ends that and waits for it.
func produce(ctx context.Context, responses graphql.ResponseHandler) (<-chan []byte, func()) {
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan []byte)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(results)
		defer recovered(ctx)
		for {
			response := responses(ctx)
			if response == nil {
				return
			}
			text, err := encode(response)
			if err != nil {
				slog.ErrorContext(ctx, "a result could not be encoded", "error", err)
				return
			}
			select {
			case results <- text:
			case <-ctx.Done():
				return
			}
		}
	}()
	return results, func() {
		cancel()
		<-done
	}
}

package overhttp

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
)

// Transport answers every request that no other transport takes: add it last.
type Transport struct {
	// MaxBody is the largest request without its files, in bytes.
	MaxBody int64
	// MaxUpload is how many bytes the files of one request may have together.
	MaxUpload int64
	// MaxFiles is how many files one request may bring.
	MaxFiles int
	// Statuses are the HTTP statuses of errors that keep an operation from running,
	// by their code, whatever media type the caller accepts.
	Statuses map[mall.ErrorCode]int
}

var _ graphql.Transport = Transport{}

// Supports takes every request.
func (Transport) Supports(*http.Request) bool { return true }

// Do answers a request.
func (t Transport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	w.Header().Add("Vary", "Accept, Authorization")
	mediaType := negotiate(r.Header.Values("Accept"))
	e := call{Transport: t, w: w, r: r, exec: exec, mediaType: mediaType}
	defer e.recover()
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", "GET, POST, OPTIONS")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if mediaType == "" {
		e.refuse(refused(http.StatusNotAcceptable, mall.CodeNotAcceptable, "the answer can be %s or %s: accept one of them", "应答格式为 %s 或 %s，请接受其中之一", graphQLJSON, plainJSON))
		return
	}
	params, done, refusal := e.read()
	defer done()
	if refusal != nil {
		e.refuse(refusal)
		return
	}
	params.Headers = r.Header
	e.run(params)
}

// call is one request and its answer.
type call struct {
	Transport
	w         http.ResponseWriter
	r         *http.Request
	exec      graphql.GraphExecutor
	mediaType string
}

func (e *call) refuse(why *refusal) { Refuse(e.w, e.r, why.status, why.code, why.text) }

// read finds out what is asked. done must be called when it has been answered.
func (e *call) read() (params *graphql.RawParams, done func(), why *refusal) {
	done = func() {}
	start := graphql.Now()
	switch e.r.Method {
	case http.MethodGet:
		params, why = fromURL(e.r)
	case http.MethodPost:
		mediaType, parameters := mediaTypeOf(e.r)
		switch mediaType {
		case plainJSON:
			var body []byte
			if body, why = readBody(e.w, e.r, e.MaxBody); why == nil {
				params, why = parse(body)
			}
		case "multipart/form-data":
			params, done, why = e.readUpload(parameters["boundary"])
		default:
			why = refused(http.StatusUnsupportedMediaType, mall.CodeUnsupportedMediaType, "send the request as application/json in UTF-8, without Content-Encoding",
				"请以 UTF-8 编码的 application/json 发送请求，不要使用 Content-Encoding")
		}
	default:
		e.w.Header().Set("Allow", "GET, POST, OPTIONS")
		why = refused(http.StatusMethodNotAllowed, mall.CodeMethodNotAllowed, "use GET or POST", "请使用 GET 或 POST")
	}
	if why == nil {
		params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	}
	return params, done, why
}

// run executes an operation and answers with what comes of it.
func (e *call) run(params *graphql.RawParams) {
	ctx := e.r.Context()
	op, errs := e.exec.CreateOperationContext(ctx, params)
	if errs != nil {
		response := e.exec.DispatchError(graphql.WithOperationContext(ctx, op), errs)
		for _, err := range response.Errors {
			if after, ok := err.Extensions["retryAfter"].(int64); ok {
				retryAfter(e.w, after)
			}
		}
		e.answer(e.requestStatus(response.Errors), response, false, 0)
		return
	}
	if why := e.misplaced(op.Operation.Operation); why != nil {
		e.refuse(why)
		return
	}
	seconds := 0
	if e.r.Method == http.MethodGet {
		seconds = maxAge(ctx, e.r, op.Operation)
	}
	responses, ctx := e.exec.DispatchOperation(ctx, op)
	response := responses(ctx)
	if response == nil {
		response = e.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(context.Cause(ctx))})
	}
	status := http.StatusOK
	if !executedCleanly(response) {
		seconds = 0
		if e.mediaType == graphQLJSON {
			status = partialSuccess
		}
	}
	e.answer(status, response, true, seconds)
}

// partialSuccess is the status of what was executed with errors. It stands in no
// registry: GraphQL over HTTP recommends it.
const partialSuccess = 294

// misplaced refuses what a GET must not do, and what one answer cannot hold.
func (e *call) misplaced(operation ast.Operation) *refusal {
	switch {
	case e.r.Method == http.MethodGet && operation != ast.Query:
		e.w.Header().Set("Allow", http.MethodPost)
		return refused(http.StatusMethodNotAllowed, mall.CodeMethodNotAllowed, "GET is for queries: send this by POST", "GET 仅用于查询，请使用 POST")
	case operation == ast.Subscription:
		return refused(http.StatusBadRequest, mall.CodeSubscriptionNeedsStream, "subscribe over WebSocket, or accept text/event-stream", "请通过 WebSocket 订阅，或接受 text/event-stream")
	}
	return nil
}

// requestStatus is the HTTP status of errors that kept an operation from running. By
// the specification clients that accept plain JSON get 200. Values that are not of
// their type are 400, where its draft recommends 422: graphql-http's audits want 400.
func (e *call) requestStatus(errs gqlerror.List) int {
	for _, err := range errs {
		if code, ok := err.Extensions["code"].(string); ok && e.Statuses[mall.ErrorCode(code)] != 0 {
			return e.Statuses[mall.ErrorCode(code)]
		}
	}
	if e.mediaType != graphQLJSON {
		return http.StatusOK
	}
	for _, err := range errs {
		if code, ok := err.Extensions["code"].(string); ok && unprocessable[code] {
			return http.StatusUnprocessableEntity
		}
	}
	return http.StatusBadRequest
}

// unprocessable are the codes of documents that can be parsed and that validation
// refuses, the server's own limits among its rules.
var unprocessable = map[string]bool{
	errcode.ValidationFailed: true, string(mall.CodeDocumentLimitExceeded): true, string(mall.CodeNotSupported): true, "COMPLEXITY_LIMIT_EXCEEDED": true,
}

// answer sends a response, which others may keep for so many seconds.
func (e *call) answer(status int, response *graphql.Response, executed bool, seconds int) {
	buffer := buffers.Get().(*[]byte)
	body := encode((*buffer)[:0], response, executed)
	switch {
	case seconds == 0:
		personal(e.w)
		write(e.w, status, e.mediaType, body)
	case keep(e.w, e.r, seconds, e.mediaType, body):
		e.w.WriteHeader(http.StatusNotModified)
	default:
		write(e.w, status, e.mediaType, body)
	}
	if cap(body) <= maxBuffer {
		*buffer = body
		buffers.Put(buffer)
	}
}

// recover answers where the machinery around the resolvers has panicked.
func (e *call) recover() {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		e.fail(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// fail answers with an error that is the server's own. It is logged and masked like
// any other.
func (e *call) fail(err error) {
	if e.mediaType == "" {
		e.mediaType = plainJSON
	}
	ctx := graphql.WithOperationContext(e.r.Context(), &graphql.OperationContext{})
	e.answer(http.StatusInternalServerError, e.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(err)}), false, 0)
}

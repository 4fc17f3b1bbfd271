package socket

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
)

// operation is one that the client has subscribed to.
type operation struct {
	id     string
	cancel context.CancelFunc
	silent atomic.Bool // the client listens no more
}

// subscribe starts an operation. Its error ends the socket.
func (s *socket) subscribe(m message) error {
	params, err := parseRequest(m.Payload)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(s.operated)
	op := &operation{id: m.ID, cancel: cancel}
	s.mu.Lock()
	_, exists := s.ops[m.ID]
	full := s.busy >= s.options.Operations
	if !exists && !full {
		s.ops[m.ID] = op
		s.busy++
	}
	s.mu.Unlock()
	switch {
	case exists:
		cancel()
		return end{SubscriberExists, fmt.Sprintf("Subscriber for %s already exists", m.ID)}
	case full:
		cancel()
		return s.refuse(m.ID, tooManyOperations(ctx, s.options.Operations))
	}
	s.start(func() {
		defer s.over(op)
		if err := s.operate(ctx, op, params); err != nil {
			s.stop(err)
		}
	})
	return nil
}

func tooManyOperations(ctx context.Context, most int) *gqlerror.Error {
	text := mall.Textf("a WebSocket runs at most %s at a time: complete one first", "一个 WebSocket 最多同时运行 %d 个操作，请先结束其中之一", mall.Count(most, "operation"))
	return &gqlerror.Error{Message: text.In(mall.LangOf(ctx)), Extensions: map[string]any{"code": string(mall.CodeRateLimited)}}
}

// forget ends an operation that the client has completed. Nothing more is said of it.
func (s *socket) forget(id string) {
	s.mu.Lock()
	op := s.ops[id]
	delete(s.ops, id)
	s.mu.Unlock()
	if op != nil {
		op.silent.Store(true)
		op.cancel()
	}
}

// release frees the operation's id, before the message that tells the client so.
func (s *socket) release(op *operation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ops[op.id] == op {
		delete(s.ops, op.id)
	}
}

// over counts an operation that has ended.
func (s *socket) over(op *operation) {
	op.cancel()
	s.release(op)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy--
}

// operate runs an operation to its end. Its error ends the socket.
func (s *socket) operate(ctx context.Context, op *operation, params *graphql.RawParams) (err error) {
	defer func() {
		if p := recover(); p != nil { // resolvers recover themselves: this is the executor
			slog.ErrorContext(ctx, "an operation panicked", "panic", p, "stack", string(debug.Stack()))
			err = s.fail(op, s.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(fmt.Errorf("panic: %v", p))}).Errors)
		}
	}()
	ctx = graphql.StartOperationTrace(ctx)
	params.Headers, params.ReadTime = s.headers, graphql.TraceTiming{Start: graphql.Now(), End: graphql.Now()}
	opCtx, errs := s.exec.CreateOperationContext(ctx, params)
	if errs != nil {
		return s.fail(op, s.exec.DispatchError(graphql.WithOperationContext(ctx, opCtx), errs).Errors)
	}
	responses, ctx := s.exec.DispatchOperation(ctx, opCtx)
	return s.results(ctx, op, responses)
}

// results sends what an operation answers, and that it is complete.
func (s *socket) results(ctx context.Context, op *operation, responses graphql.ResponseHandler) error {
	for {
		response := responses(ctx)
		if response == nil {
			break
		}
		if response.Data == nil && len(response.Errors) > 0 { // a request error: nothing was executed
			return s.fail(op, response.Errors)
		}
		payload, err := json.Marshal(response)
		if err != nil {
			return fmt.Errorf("encode a result: %w", err)
		}
		if err := s.tell(op, message{ID: op.id, Type: next, Payload: payload}); err != nil {
			return err
		}
	}
	s.release(op)
	return s.tell(op, message{ID: op.id, Type: complete})
}

// tell sends a message of an operation that the client still listens to.
func (s *socket) tell(op *operation, m message) error {
	if listens := !op.silent.Load() && context.Cause(s.operated) == nil; !listens {
		return nil
	}
	return s.write(m)
}

// fail says that an operation was refused, which ends it: no complete follows.
func (s *socket) fail(op *operation, errs gqlerror.List) error {
	s.release(op)
	payload, err := json.Marshal(errs)
	if err != nil {
		return fmt.Errorf("encode errors: %w", err)
	}
	return s.tell(op, message{ID: op.id, Type: failed, Payload: payload})
}

func (s *socket) refuse(id string, err *gqlerror.Error) error {
	return s.fail(&operation{id: id}, gqlerror.List{err})
}

package server

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5"

	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/payment"
	"pointsmall/mall/payment/testpay"
)

// maxCall is the largest body of a provider's call, in bytes.
const maxCall = 256 << 10

// receive takes the calls of a payment provider and answers what it wants to hear. They are
// proved by their signatures, and their number is not bounded.
func (s *Server) receive(by payment.Listener) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCall))
		if err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		reply := s.Services.Checkout.Receive(r.Context(), by, payment.Call{Header: r.Header, Body: body})
		if reply.Type != "" {
			w.Header().Set("Content-Type", reply.Type)
		}
		w.WriteHeader(reply.Status)
		_, _ = io.WriteString(w, reply.Body) // who has left needs no answer
	}
}

// maxCallback is the largest body of a callback, in bytes.
const maxCallback = 4 << 10

// testPayment takes a callback of the provider TEST: it answers 200 with the payment's state
// once what it says is stored and processed.
func (s *Server) testPayment(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCallback))
	if err != nil {
		answerCallback(w, http.StatusRequestEntityTooLarge, map[string]any{"code": mall.CodePayloadTooLarge})
		return
	}
	said, refusal := testpay.ReadCallback(body)
	if refusal != nil {
		refuseCallback(w, r, refusal)
		return
	}
	id, _ := mall.AnyID(chi.URLParam(r, "id")).Payment() // the zero id names none
	status, err := s.Services.Checkout.Hear(r.Context(), checkout.Outcome{Payment: id, Paid: said.Paid, Amount: said.Amount})
	if err != nil {
		refuseCallback(w, r, err)
		return
	}
	answerCallback(w, http.StatusOK, map[string]any{"status": status})
}

// refuseCallback says why a callback was not taken.
func refuseCallback(w http.ResponseWriter, r *http.Request, err error) {
	var refusal *mall.Error
	if !errors.As(err, &refusal) {
		slog.ErrorContext(r.Context(), "a payment's callback failed", "error", err)
		answerCallback(w, http.StatusInternalServerError, map[string]any{"code": mall.CodeInternal})
		return
	}
	status := http.StatusBadRequest
	if refusal.Code == mall.CodeNotFound {
		status = http.StatusNotFound
	}
	answerCallback(w, status, map[string]any{"code": refusal.Code, "message": refusal.Text.In(mall.LangOf(r.Context()))})
}

func answerCallback(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who has left needs no answer
}

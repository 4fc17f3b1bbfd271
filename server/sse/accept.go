package sse

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const eventStream = "text/event-stream"

// wanted reports whether a request asks for an event stream: its Accept names one,
// and names no JSON that it likes as much. Some clients (urql) list all that they
// can read with every query, and are better served with JSON.
func wanted(r *http.Request) bool {
	stream, json := 0.0, 0.0
	for _, header := range r.Header.Values("Accept") {
		for choice := range strings.SplitSeq(header, ",") {
			kind, q := weigh(choice)
			switch kind {
			case eventStream:
				stream = max(stream, q)
			case "application/json", "application/graphql-response+json":
				json = max(json, q)
			}
		}
	}
	return stream > json
}

// weigh reads a media type with its q-value (RFC 9110, section 12.4.2), 1 by default.
func weigh(choice string) (string, float64) {
	kind, parameters, err := mime.ParseMediaType(choice)
	if err != nil {
		return "", 0
	}
	q, err := strconv.ParseFloat(parameters["q"], 64)
	if err != nil || q < 0 || q > 1 {
		q = 1
	}
	return kind, q
}

package overhttp

import (
	"mime"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	plainJSON   = "application/json"
	graphQLJSON = "application/graphql-response+json"
)

// negotiate finds the media type that a caller likes best: by quality, then in the
// order of the header. It is plain JSON where the caller has no preference, as the
// specification has it for clients that know no other, and "" where nothing is
// acceptable.
func negotiate(accept []string) string {
	header := strings.Join(accept, ",")
	switch header { // what most clients send, without parsing it
	case "", "*/*", plainJSON:
		return plainJSON
	case graphQLJSON, "application/graphql-response+json,application/json;q=0.9", "application/graphql-response+json, application/json":
		return graphQLJSON
	}
	var plain, graphQL match
	for i, r := range strings.Split(header, ",") {
		mediaRange, q, ok := parseRange(r)
		if ok {
			plain.consider(plainJSON, mediaRange, q, i)
			graphQL.consider(graphQLJSON, mediaRange, q, i)
		}
	}
	switch {
	case plain.q == 0 && graphQL.q == 0:
		return ""
	case graphQL.q > plain.q || (graphQL.q == plain.q && graphQL.at < plain.at):
		return graphQLJSON
	}
	return plainJSON
}

// match is the range of an Accept header that fits a media type most closely.
type match struct {
	specific int // 1 for */*, 2 for application/*, 3 for the type itself
	q        float64
	at       int
}

func (m *match) consider(mediaType, mediaRange string, q float64, at int) {
	specific := 0
	switch mediaRange {
	case "*/*":
		specific = 1
	case "application/*":
		specific = 2
	case mediaType:
		specific = 3
	}
	if specific > m.specific {
		*m = match{specific, q, at}
	}
}

// parseRange reads one range of an Accept header. Ranges that make no sense, and
// those in another charset than UTF-8, fit nothing.
func parseRange(s string) (mediaRange string, q float64, ok bool) {
	mediaRange, parameters, err := mime.ParseMediaType(s)
	if err != nil || !isUTF8(parameters["charset"]) {
		return "", 0, false
	}
	q = 1
	if sent, given := parameters["q"]; given {
		if q, err = strconv.ParseFloat(sent, 64); err != nil || !(q >= 0 && q <= 1) {
			return "", 0, false
		}
	}
	return mediaRange, q, true
}

// isUTF8 reports whether a charset parameter names UTF-8, or nothing.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

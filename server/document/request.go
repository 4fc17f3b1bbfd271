package document

import (
	"github.com/99designs/gqlgen/graphql"
)

// Request is what a GraphQL request may say, over whatever transport. Keys that are
// not known are left alone.
type Request struct {
	Query         *string        `json:"query"`
	OperationName *string        `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"`
	DocumentID    *string        `json:"documentId"`

	// half is the path of a text that escapes half a character; nil: none does.
	half []string
}

// Params are the request's parameters; ok is false where it neither has a document
// nor names one.
func (q Request) Params() (params *graphql.RawParams, ok bool) {
	params = &graphql.RawParams{Variables: q.Variables, Extensions: q.Extensions}
	if q.Query != nil {
		params.Query = *q.Query
	}
	if q.OperationName != nil {
		params.OperationName = *q.OperationName
	}
	if q.DocumentID != nil {
		if params.Extensions == nil {
			params.Extensions = map[string]any{}
		}
		params.Extensions[idExtension] = *q.DocumentID
	}
	if q.half != nil {
		if params.Extensions == nil {
			params.Extensions = map[string]any{}
		}
		params.Extensions[halfExtension] = q.half
	}
	return params, params.Query != "" || params.Extensions["persistedQuery"] != nil || q.DocumentID != nil
}

package sse

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/mall"
	"pointsmall/server/document"
	"pointsmall/server/stream"
)

// read reads the operation that a request asks for, as GraphQL over HTTP has it. It
// answers a request that is none, and returns nil.
func (t *Transport) read(w http.ResponseWriter, r *http.Request) *graphql.RawParams {
	if r.Method == http.MethodGet {
		params, err := fromURL(r.URL.Query())
		if err != nil {
			stream.Refuse(w, r, http.StatusBadRequest, mall.CodeBadRequest,
				mall.Textf("the URL is no GraphQL request: send ?query=…, and variables and extensions as JSON objects", "URL 不是 GraphQL 请求，应为 ?query=…，variables 与 extensions 为 JSON 对象"))
			return nil
		}
		return params
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		stream.Refuse(w, r, http.StatusUnsupportedMediaType, mall.CodeUnsupportedMediaType,
			mall.Textf("send the request as application/json", "请以 application/json 发送请求"))
		return nil
	}
	params, err := t.fromBody(w, r)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		stream.Refuse(w, r, http.StatusRequestEntityTooLarge, mall.CodePayloadTooLarge,
			mall.Textf("a request has at most %s", "请求不得超过 %d 字节", mall.Count(t.options.BodyBytes, "byte")))
		return nil
	case err != nil:
		stream.Refuse(w, r, http.StatusBadRequest, mall.CodeBadRequest,
			mall.Textf(`the body is no GraphQL request: send {"query": "…", "variables": {…}}`, `请求体不是 GraphQL 请求，应为 {"query": "…", "variables": {…}}`))
		return nil
	}
	return params
}

// errNoRequest says that something has not the form of a GraphQL request.
var errNoRequest = errors.New("no GraphQL request")

func fromURL(query url.Values) (*graphql.RawParams, error) {
	var q document.Request
	for name, into := range map[string]**string{"query": &q.Query, "operationName": &q.OperationName, "documentId": &q.DocumentID} {
		if text := query.Get(name); text != "" {
			*into = &text
		}
	}
	for name, into := range map[string]*map[string]any{"variables": &q.Variables, "extensions": &q.Extensions} {
		if text := query.Get(name); text != "" {
			if err := decode([]byte(text), into); err != nil {
				return nil, err
			}
			q.Halved([]byte(text), name)
		}
	}
	return paramsOf(q)
}

func (t *Transport) fromBody(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, t.options.BodyBytes))
	if err != nil {
		return nil, err
	}
	var q document.Request
	if err := decode(body, &q); err != nil {
		return nil, err
	}
	q.Halved(body)
	return paramsOf(q)
}

// paramsOf are the parameters of a request that has or names a document.
func paramsOf(q document.Request) (*graphql.RawParams, error) {
	params, ok := q.Params()
	if !ok {
		return nil, errNoRequest
	}
	return params, nil
}

// decode reads one JSON value and nothing after it. Numbers keep their digits.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errNoRequest
	}
	return nil
}

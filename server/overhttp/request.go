package overhttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/mall"
	"pointsmall/server/document"
)

// paramsOf are the parameters of a request that has or names a document.
func paramsOf(q document.Request) (*graphql.RawParams, *refusal) {
	params, ok := q.Params()
	if !ok {
		return nil, refused(http.StatusBadRequest, mall.CodeBadRequest, "the request has no query", "请求中没有 query")
	}
	return params, nil
}

// decode reads one JSON value and nothing after it. Numbers keep all their digits.
func decode(body []byte, into any) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return false
	}
	_, err := d.Token()
	return errors.Is(err, io.EOF)
}

// parse reads a request's JSON.
func parse(body []byte) (*graphql.RawParams, *refusal) {
	start := bytes.TrimLeft(body, " \t\r\n")
	if len(start) > 0 && start[0] == '[' {
		return nil, refused(http.StatusBadRequest, mall.CodeBatchingNotSupported, "send one operation a request: lists of operations are not supported",
			"每次请求只能发送一个操作，不支持批量请求")
	}
	var q document.Request
	if len(start) == 0 || start[0] != '{' || !utf8.Valid(body) || !decode(body, &q) {
		return nil, refused(http.StatusBadRequest, mall.CodeBadRequest, `the body is no GraphQL request: send {"query": "…", "variables": {…}} in UTF-8`,
			`请求体不是 GraphQL 请求，应为 UTF-8 编码的 {"query": "…", "variables": {…}}`)
	}
	q.Halved(body)
	return paramsOf(q)
}

// fromURL reads the parameters of a GET.
func fromURL(r *http.Request) (*graphql.RawParams, *refusal) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refused(http.StatusBadRequest, mall.CodeBadRequest, "the URL's parameters are not well encoded", "URL 参数编码有误")
	}
	var q document.Request
	for name, into := range map[string]**string{"query": &q.Query, "operationName": &q.OperationName, "documentId": &q.DocumentID} {
		if sent := values[name]; len(sent) == 1 && utf8.ValidString(sent[0]) {
			*into = &sent[0]
		} else if len(sent) > 0 {
			return nil, badParameter(name)
		}
	}
	for name, into := range map[string]*map[string]any{"variables": &q.Variables, "extensions": &q.Extensions} {
		sent := values[name]
		switch {
		case len(sent) == 0, len(sent) == 1 && sent[0] == "":
		case len(sent) > 1, !utf8.ValidString(sent[0]), !decode([]byte(sent[0]), into):
			return nil, badParameter(name)
		default:
			q.Halved([]byte(sent[0]), name)
		}
	}
	return paramsOf(q)
}

func badParameter(name string) *refusal {
	return refused(http.StatusBadRequest, mall.CodeBadRequest, "the parameter %s must be given once, as the specification has it: a text in UTF-8, or a JSON object for variables and extensions",
		"参数 %s 只能出现一次：应为 UTF-8 文本；variables 和 extensions 应为 JSON 对象", name)
}

// mediaTypeOf reads the Content-Type of a body that this server can read: not
// compressed, which would let a small request be a large one, and in UTF-8.
func mediaTypeOf(r *http.Request) (string, map[string]string) {
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return "", nil
	}
	sent := r.Header.Get("Content-Type")
	if sent == plainJSON {
		return plainJSON, nil
	}
	mediaType, parameters, err := mime.ParseMediaType(sent)
	if err != nil || !isUTF8(parameters["charset"]) {
		return "", nil
	}
	return mediaType, parameters
}

// readBody reads a body of at most so many bytes.
func readBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, *refusal) {
	if r.ContentLength > most {
		w.Header().Set("Connection", "close") // rather than to read on to the next request
		return nil, tooLarge(most)
	}
	body := bytes.NewBuffer(make([]byte, 0, max(512, r.ContentLength+bytes.MinRead)))
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, most)); err != nil {
		return nil, unread(err)
	}
	return body.Bytes(), nil
}

// unread says why a body was not read to its end.
func unread(err error) *refusal {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLarge(large.Limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refused(http.StatusRequestTimeout, mall.CodeRequestTimeout, "the body did not arrive in time", "请求体未能及时送达")
	}
	return refused(http.StatusBadRequest, mall.CodeBadRequest, "the body did not arrive whole", "请求体不完整")
}

func tooLarge(most int64) *refusal {
	return refused(http.StatusRequestEntityTooLarge, mall.CodePayloadTooLarge, "a request has at most %s", "请求不得超过 %d 字节", mall.Count(most, "byte"))
}

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// fuzzAnswer is an answer, or the first event of a stream.
type fuzzAnswer struct {
	status int
	text   string

	Data   json.RawMessage
	Errors []struct {
		Message    *string
		Locations  []struct{ Line, Column int }
		Path       []any
		Extensions map[string]any
	}
}

// ask sends a request and reads what comes of it.
func (f *fuzzing) ask(sent *http.Request) (got fuzzAnswer, err error) {
	response, err := web.Do(sent)
	if err != nil {
		return got, err
	}
	defer func() { _ = response.Body.Close() }()
	got.status = response.StatusCode
	var text []byte
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		text, err = firstEvent(response.Body)
	} else {
		text, err = io.ReadAll(response.Body)
	}
	if err != nil {
		return got, err
	}
	got.text = string(text)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	err = decoder.Decode(&struct {
		*fuzzAnswer
		Extensions map[string]any
	}{fuzzAnswer: &got})
	if err != nil {
		return got, fmt.Errorf("status %d, %q is no answer: %w", got.status, shorten(got.text), err)
	}
	return got, nil
}

// firstEvent reads the data of a stream's first "next" event.
func firstEvent(stream io.Reader) ([]byte, error) {
	lines := bufio.NewReader(stream)
	for kind := ""; ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("the stream ends before its first result: %w", err)
		}
		line = strings.TrimSuffix(line, "\n")
		if value, ok := strings.CutPrefix(line, "event: "); ok {
			kind = value
		}
		if value, ok := strings.CutPrefix(line, "data: "); ok && kind == "next" {
			return []byte(value), nil
		}
	}
}

// data is the answer's data as Go has it; nil where there is none.
func (a fuzzAnswer) data() (data any) {
	decoder := json.NewDecoder(bytes.NewReader(a.Data))
	decoder.UseNumber()
	if err := decoder.Decode(&data); err != nil {
		return nil // no data, as the answer as a whole was JSON
	}
	return data
}

func (a fuzzAnswer) has(code string) bool {
	for _, e := range a.Errors {
		if e.Extensions["code"] == code {
			return true
		}
	}
	return false
}

// problem says what no answer may be.
func (a fuzzAnswer) problem() string {
	switch {
	case a.status >= 500:
		return fmt.Sprintf("status %d: %s", a.status, shorten(a.text))
	case a.Data == nil && len(a.Errors) == 0:
		return "neither data nor errors: " + shorten(a.text)
	}
	for _, e := range a.Errors {
		code, _ := e.Extensions["code"].(string)
		switch {
		case e.Message == nil || *e.Message == "" || code == "":
			return "an error without message or code: " + shorten(a.text)
		case code == "INTERNAL", code == "TIMEOUT", code == "UNAVAILABLE", code == "CANCELLED":
			return shorten(a.text)
		}
	}
	return ""
}

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// hostile are requests that cost the server as much as a stranger's may, or try to.
// Each gets a number, so that none is known already.
var hostile = map[string]func(n int) (body string, headers map[string]string){
	"a maximal body": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { __typename }", n), fmt.Sprintf(`{"x": %q}`, strings.Repeat("x", 1<<20-200))), nil
	},
	"a body beyond": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { __typename } #%s", n, strings.Repeat("x", 2<<20)), "{}"), nil
	},
	"levels of fields": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d ", n)+strings.Repeat("{ a ", 3000)+strings.Repeat("}", 3000), "{}"), nil
	},
	"levels of values": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { products(filter: {search: %s%s}) { totalCount } }", n, strings.Repeat("[", 4500), strings.Repeat("]", 4500)), "{}"), nil
	},
	"levels of variables": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { __typename }", n), `{"x": `+strings.Repeat(`[`, 9000)+strings.Repeat(`]`, 9000)+`}`), nil
	},
	"tokens": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { products(filter: {search: [%s]}) { totalCount } }", n, strings.Repeat("1 ", 100_000)), "{}"), nil
	},
	"aliases": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { products { nodes {%s} } }", n, repeated(9000, "a%d: id ")), "{}"), nil
	},
	"as many fields as may be": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { products(first: 1) { nodes {%s} } }", n, strings.Repeat(" name", 490)), "{}"), nil
	},
	"overlapping objects": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { products(first: 1) { nodes {%s} } }", n, strings.Repeat(" skus { prices { points } }", 160)), "{}"), nil
	},
	"fragments in fragments": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { ...f0 }", n)+repeated(60, " fragment f%[1]d on Query { ...f%[2]d ...f%[2]d }")+" fragment f60 on Query { __typename }", "{}"), nil
	},
	"as costly as may be": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { products(first: 100) { nodes { name description images { url } skus { name available prices { points } product { id } } } } }", n), "{}"), nil
	},
	"the schema": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { __schema { types { name fields { name args { name type { name ofType { name } } } type { name ofType { name fields { name } } } } } } }", n), "{}"), nil
	},
	"large headers": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { __typename }", n), "{}"), map[string]string{"X-Large": strings.Repeat("x", 60_000)}
	},
	"larger headers": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { __typename }", n), "{}"), map[string]string{"X-Large": strings.Repeat("x", 100_000)}
	},
	"a made-up key": func(n int) (string, map[string]string) {
		return bodyOf(fmt.Sprintf("query q%d { __typename }", n), "{}"), map[string]string{"Authorization": fmt.Sprintf("Bearer pmk_%040d", n)}
	},
	"a guess at a password": func(int) (string, map[string]string) {
		return bodyOf(`mutation { signIn(input: {login: "alice@demo.test", password: "guess"}) { userErrors { code } } }`, "{}"), nil
	},
}

func bodyOf(query, variables string) string {
	return fmt.Sprintf(`{"query": %q, "variables": %s}`, query, variables)
}

// repeated writes a text n times, each with its number and the next.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		text := strings.ReplaceAll(format, "%[2]d", fmt.Sprint(i+1))
		b.WriteString(strings.NewReplacer("%[1]d", fmt.Sprint(i), "%d", fmt.Sprint(i)).Replace(text))
	}
	return b.String()
}

// documents sends hostile documents, one after another. Each must be answered.
func (a *attackers) documents(ctx context.Context, first int) {
	client := from("127.0.0.5")
	defer client.CloseIdleConnections()
	for n := first * 1_000_000; ctx.Err() == nil; n++ {
		for name, document := range hostile {
			if ctx.Err() != nil {
				return
			}
			body, headers := document(n)
			status, err := a.send(ctx, client, body, headers)
			a.note(func() {
				switch {
				case ctx.Err() != nil:
				case err != nil && !mayBreak(name):
					a.faults = append(a.faults, name+": "+err.Error())
				case status >= 500:
					a.faults = append(a.faults, fmt.Sprintf("%s: status %d", name, status))
				default:
					a.answers[status]++
				}
			})
		}
	}
}

// mayBreak says whether the connection may end before all of a request is sent: what is
// too large is refused without being read.
func mayBreak(name string) bool { return name == "a body beyond" || name == "larger headers" }

func (a *attackers) send(ctx context.Context, client *http.Client, body string, headers map[string]string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+a.address+"/graphql", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	response, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, errors.Join(err, response.Body.Close())
}

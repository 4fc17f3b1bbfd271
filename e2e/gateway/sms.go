package gateway

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// SMS is Aliyun's Short Message Service as far as SendSms goes: it checks the signature
// (ACS3-HMAC-SHA256, https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature),
// the key, the signature text and the template with its parameters.
type SMS struct {
	KeyID, Secret, SignName string
	// Templates are the approved ones, with the parameters that each must have.
	Templates map[string][]string

	mu      sync.Mutex
	sent    []Text
	trouble string
	nonces  map[string]bool
}

// Text is a text message that was sent.
type Text struct {
	To, Template, ID string
	Values           map[string]string
}

// NewSMS opens the service with one customer.
func NewSMS(templates map[string][]string) *SMS {
	return &SMS{KeyID: "LTAI5tStandIn0000000000", Secret: "30charactersOfASecretKey000000", SignName: "积分商城", Templates: templates, nonces: map[string]bool{}}
}

// Fail has calls answered with a code from now on; "": they are served.
func (g *SMS) Fail(code string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.trouble = code
}

// Sent are the messages so far, the oldest first.
func (g *SMS) Sent() []Text {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.sent)
}

var (
	acs    = regexp.MustCompile(`^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$`)
	mobile = regexp.MustCompile(`^(1[3-9]\d{9}|[1-9]\d{7,14})$`)
)

// ServeHTTP answers a customer's calls.
func (g *SMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	status, code := g.check(r)
	if status == http.StatusOK && code == "OK" {
		code = g.send(r.URL.Query())
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"Code": code, "Message": "answer of the stand-in: " + code, "RequestId": "stand-in", "BizId": "900619746936498440^0"})
}

// check looks at the call: its signature, its age and whether it was made before.
func (g *SMS) check(r *http.Request) (int, string) {
	said := acs.FindStringSubmatch(r.Header.Get("Authorization"))
	if said == nil {
		return http.StatusBadRequest, "MissingAuthorization"
	}
	if said[1] != g.KeyID {
		return http.StatusNotFound, "InvalidAccessKeyId.NotFound"
	}
	at, err := time.Parse(time.RFC3339, r.Header.Get("X-Acs-Date"))
	if err != nil || time.Since(at).Abs() > 15*time.Minute {
		return http.StatusBadRequest, "InvalidTimeStamp.Expired"
	}
	var headers strings.Builder
	names := strings.Split(said[2], ";")
	for _, must := range []string{"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"} {
		if !slices.Contains(names, must) {
			return http.StatusBadRequest, "IncompleteSignature"
		}
	}
	for _, name := range names {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		fmt.Fprintf(&headers, "%s:%s\n", name, strings.TrimSpace(value))
	}
	empty := sha256.Sum256(nil)
	payload := hex.EncodeToString(empty[:])
	canonical := strings.Join([]string{r.Method, r.URL.Path, canonicalQuery(r.URL.Query()), headers.String(), said[2], payload}, "\n")
	hashed := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(g.Secret))
	mac.Write([]byte("ACS3-HMAC-SHA256\n" + hex.EncodeToString(hashed[:])))
	if hex.EncodeToString(mac.Sum(nil)) != said[3] || r.Header.Get("X-Acs-Content-Sha256") != payload {
		return http.StatusBadRequest, "SignatureDoesNotMatch"
	}
	nonce := r.Header.Get("X-Acs-Signature-Nonce")
	if g.nonces[nonce] {
		return http.StatusBadRequest, "SignatureNonceUsed"
	}
	g.nonces[nonce] = true
	if r.Header.Get("X-Acs-Action") != "SendSms" || r.Header.Get("X-Acs-Version") != "2017-05-25" {
		return http.StatusNotFound, "InvalidAction.NotFound"
	}
	return http.StatusOK, "OK"
}

// canonicalQuery is a query in the form that is signed: sorted, by RFC 3986.
func canonicalQuery(query url.Values) string {
	encode := func(s string) string {
		return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(s))
	}
	parts := make([]string, 0, len(query))
	for name, values := range query {
		parts = append(parts, encode(name)+"="+encode(values[0]))
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

// send sends a message, and says OK, or why it does not.
func (g *SMS) send(query url.Values) string {
	if g.trouble != "" {
		return g.trouble
	}
	text := Text{To: query.Get("PhoneNumbers"), Template: query.Get("TemplateCode"), ID: query.Get("OutId")}
	if !mobile.MatchString(text.To) {
		return "isv.MOBILE_NUMBER_ILLEGAL"
	}
	if query.Get("SignName") != g.SignName {
		return "isv.SMS_SIGNATURE_ILLEGAL"
	}
	wanted, ok := g.Templates[text.Template]
	if !ok {
		return "isv.SMS_TEMPLATE_ILLEGAL"
	}
	if param := query.Get("TemplateParam"); param != "" {
		if err := json.Unmarshal([]byte(param), &text.Values); err != nil {
			return "isv.INVALID_JSON_PARAM"
		}
	}
	for _, name := range wanted {
		if text.Values[name] == "" {
			return "isv.TEMPLATE_MISSING_PARAMETERS"
		}
	}
	g.sent = append(g.sent, text)
	return "OK"
}

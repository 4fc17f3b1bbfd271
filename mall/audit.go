package mall

import (
	"context"
	"strings"
)

// Origin says who does something, by which call, and from where. Audit records keep it.
type Origin struct {
	Actor Actor
	// Operation is the API's mutation ("updateProduct") or the command ("staff add").
	Operation string
	// Address is an IP address; "" where there is none, as on the command line.
	Address string
	// UserAgent is the family of the caller's program: "Firefox", "curl".
	UserAgent string
	// RequestID is what the caller's proxy calls the request; "" where it says nothing.
	RequestID string
}

// Audited reports whether what is done has to be written down: staff, partners' keys and the
// command line change the mall for others. What members do for themselves stands in orders and
// entries.
func (o Origin) Audited() bool {
	if o.Operation == "" {
		return false
	}
	switch o.Actor.Kind {
	case ActorStaff, ActorPartner, ActorCommand:
		return true
	}
	return false
}

type (
	operationKey struct{}
	requestIDKey struct{}
)

// WithOperation remembers which mutation or command is served.
func WithOperation(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, operationKey{}, name)
}

// maxRequestID bounds the ids of requests that are kept, in bytes.
const maxRequestID = 64

// WithRequestID remembers what a proxy calls the request. What is no plain text of at most 64
// letters, digits and "-_.:/+=" is dropped: anybody may send it.
func WithRequestID(ctx context.Context, id string) context.Context {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.:/+=", r)
	}
	if id == "" || len(id) > maxRequestID || strings.ContainsFunc(id, func(r rune) bool { return !plain(r) }) {
		return ctx
	}
	return context.WithValue(ctx, requestIDKey{}, id)
}

// OriginOf is by what, and from where, something is done.
func OriginOf(ctx context.Context) Origin {
	o := Origin{Actor: ActorOf(ctx)}
	if o.Operation, _ = ctx.Value(operationKey{}).(string); o.Operation == "" {
		return o
	}
	if from := AddressOf(ctx); from.IsValid() {
		o.Address = from.String()
	}
	o.UserAgent = agentFamily(UserAgentOf(ctx))
	o.RequestID, _ = ctx.Value(requestIDKey{}).(string)
	return o
}

// browsers are families that stand within the names of browsers, those that also bear other
// names first.
var browsers = []string{"MicroMessenger", "Edg", "OPR", "Firefox", "Chrome", "Safari"}

// agentFamily is the family of a program: that of a browser, or what stands before the first
// "/" or blank. At most 64 bytes of printable ASCII.
func agentFamily(agent string) string {
	for _, family := range browsers {
		if strings.Contains(agent, family+"/") {
			return family
		}
	}
	if i := strings.IndexAny(agent, "/ "); i >= 0 {
		agent = agent[:i]
	}
	agent = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, agent)
	return agent[:min(len(agent), 64)]
}

// AuditAction is what became of a thing.
type AuditAction string

// What can become of a thing.
const (
	AuditCreated AuditAction = "CREATED"
	AuditChanged AuditAction = "CHANGED"
	AuditDeleted AuditAction = "DELETED"
)

// AuditHidden says why a field's values are not shown.
type AuditHidden string

// Why values are not shown.
const (
	// AuditShown is of values that are shown.
	AuditShown AuditHidden = ""
	// AuditSecret is of passwords, keys and the like: they were never written down.
	AuditSecret AuditHidden = "SECRET"
	// AuditForgotten is of what a member has had deleted, with the key to it.
	AuditForgotten AuditHidden = "FORGOTTEN"
)

// AuditChange is one field of a thing, as it was and as it is.
type AuditChange struct {
	// Field is the field's name, as the API would write it.
	Field string `json:"field"`
	// Before and After are the values as text; nil: there was, or is, none. Money is a decimal with
	// its currency's digits, times are RFC 3339 in UTC, lists and objects JSON.
	Before *string `json:"before,omitempty"`
	After  *string `json:"after,omitempty"`
	// Hidden says why the values are not shown.
	Hidden AuditHidden `json:"hidden,omitempty"`
	// Sealed is both values, encrypted by the member's key, in base64; "": they are not personal.
	Sealed string `json:"sealed,omitempty"`
}

package gateway

import "net/http"

// Trouble is how a gateway misbehaves, until it is told another.
type Trouble int

// The troubles.
const (
	// None: everything works.
	None Trouble = iota
	// Lost: calls do not arrive; the connection is cut.
	Lost
	// Cut: calls are served, and the connection is cut within the answer.
	Cut
	// Page: calls do not arrive; a proxy answers with a page of its own.
	Page
	// Empty: calls are served, and the answer is 200 without a body.
	Empty
	// Down: calls are not served, and the platform says so in its own form.
	Down
	// Lie: calls are served, and the answer is not signed by the platform, or about another.
	Lie
	// Slow: calls are served, and no answer comes while the caller waits.
	Slow
)

// Gateway is a provider's platform.
type Gateway interface {
	http.Handler
	// Trouble has it misbehave from now on.
	Trouble(t Trouble)
	// Visit has the member follow what the mall has told them to do; it fails where the
	// provider's page would.
	Visit(action string) error
	// Pay has the member pay what the mall has asked for.
	Pay(number string) error
	// PayOther has the platform say that another amount was paid, in its own units.
	PayOther(number string, units int64, currency string) error
	// Fail has a try of the member fail.
	Fail(number string) error
	// Open is the number of a trade that can be paid; "": there is none.
	Open() string
	// Reopen has the platform take money for what it has said was closed.
	Reopen(number string)
	// Settle sends the money of the refunds that are under way.
	Settle()
	// Notices are the calls that the mall has not had yet, the oldest first.
	Notices() []Notice
	// Forge is a call that somebody else has signed.
	Forge(n Notice) Notice
	// Strike takes a trade off the books, so that no statement has it.
	Strike(number string)
	// Book is what has been taken by a number and what has gone back, in the platform's units.
	Book(number string) (taken, back int64)
	// Total is the same of all numbers.
	Total() (taken, back int64)
}

// Notice is a call to the mall.
type Notice struct {
	Header http.Header
	Body   []byte
}

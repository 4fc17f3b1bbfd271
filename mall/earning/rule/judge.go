package rule

import "pointsmall/mall"

// What others use of rules: conditions and audiences of their own, in the same terms.

// Holds evaluates the condition. A condition that fails does not hold.
func (c *Condition) Holds(in *Input) (bool, error) { return c.holds(in) }

// Asks says what the condition asks for that is read for it alone.
func (c *Condition) Asks() Asks { return c.asks }

// Includes reports whether a member belongs to the audience.
func (a Audience) Includes(m *Member) bool { return a.includes(m) }

// CheckCondition refuses a condition that cannot be used, with the place of its fault.
// An empty one is always true.
func CheckCondition(text string) *mall.Error {
	return (&Definition{Condition: text}).checkCondition()
}

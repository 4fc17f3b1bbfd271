package mall

// StackingMode says how a benefit goes together with others of its kind: what an earning rule
// gives, what a coupon takes off.
type StackingMode string

// The modes. The zero value is StackAdd.
const (
	// StackAdd goes together with all others.
	StackAdd StackingMode = "ADD"
	// StackMultiply is of everything that was added so far; for bonuses of rules alone.
	StackMultiply StackingMode = "MULTIPLY"
	// StackBestOf keeps the largest of its group.
	StackBestOf StackingMode = "BEST_OF"
	// StackExclusive drops all others, or is dropped for them.
	StackExclusive StackingMode = "EXCLUSIVE"
)

// Stacking is how a benefit stacks; Group names the category that StackBestOf compares.
type Stacking struct {
	Mode  StackingMode `json:"mode,omitempty"`
	Group string       `json:"group,omitempty"`
}

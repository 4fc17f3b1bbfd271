package order

import (
	"fmt"
	"strings"

	"pointsmall/mall"
)

// Picture draws the machine for Mermaid, which the documentation shows. A step of staff has
// the event alone; others say what is done, too.
func Picture() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n    [*] --> PENDING_PAYMENT: placed, money is due\n    [*] --> PAID: placed, points pay for all\n")
	for _, name := range mall.OrderStatus("").Values() {
		for _, s := range steps[mall.OrderStatus(name)] {
			done := make([]string, len(s.Effects))
			for i, e := range s.Effects {
				done[i] = string(e)
			}
			fmt.Fprintf(&b, "    %s --> %s: %s\n", name, s.To, strings.Join(append([]string{string(s.On)}, done...), ", "))
		}
	}
	return b.String()
}

package checkout

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/checkout/quote"
)

// Terms are what a quote promises, and to whom until when. A quote's id is its terms, sealed:
// nothing is stored.
type Terms struct {
	// ID is under which the quote is used once.
	ID     uuid.UUID     `json:"i"`
	Member mall.MemberID `json:"m"`
	Until  time.Time     `json:"u"`
	// Quoted is when it was made; zero in quotes that are older than the field.
	Quoted time.Time  `json:"q,omitzero"`
	Bill   quote.Bill `json:"b"`
	// Taken is what leaves a cart with the order.
	Taken []cart.Taken `json:"c,omitempty"`
	// Address is where to send it; nil: nobody has said.
	Address *mall.AddressID `json:"a,omitempty"`
}

const (
	// quotePrefix begins every quote's id; the 1 is the version of the terms.
	quotePrefix = "quo_1"
	// quotePurpose keeps quotes from being taken for other sealed texts.
	quotePurpose = "quote 1"
	// quoteLife is how long a quote holds.
	quoteLife = 15 * time.Minute
)

// seal makes the id of a quote.
func (t *Terms) seal(ctx context.Context, by Sealer) (string, error) {
	content, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("write a quote's terms: %w", err)
	}
	sealed, err := by.Seal(ctx, quotePurpose, content)
	return quotePrefix + sealed, err
}

// Terms reads the id of a quote. Refusal: NOT_FOUND at quoteId, where it is none, or another
// member's.
func (s *Service) Terms(ctx context.Context, of mall.MemberID, id string) (*Terms, error) {
	missing := mall.Errorf(mall.CodeNotFound, "no such quote", "报价不存在").At("quoteId")
	sealed, ok := strings.CutPrefix(id, quotePrefix)
	if !ok {
		return nil, missing
	}
	content, ok, err := s.Sealer.Unseal(ctx, quotePurpose, sealed)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, missing
	}
	t := &Terms{}
	if err := json.Unmarshal(content, t); err != nil {
		return nil, fmt.Errorf("read a quote's terms: %w", err)
	}
	if t.Member != of {
		return nil, missing
	}
	return t, nil
}

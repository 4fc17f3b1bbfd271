package cart

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Limits of a cart.
const (
	// MaxLines is how many lines a cart may have: as many as an order.
	MaxLines    = 50
	MaxQuantity = 9999
	// KeepGuest is for how long a guest's cart is kept that nobody touches.
	KeepGuest = 30 * 24 * time.Hour
)

// Owner is whose cart is meant: a member's own, or a guest's by its id. With both it is the cart
// of this id, a guest's or the member's own.
type Owner struct {
	Member *mall.MemberID
	Guest  *mall.CartID
}

// Cart is a cart with its lines, in the order in which they were put in.
type Cart struct {
	ID     mall.CartID
	Member *mall.MemberID
	Lines  []*ent.CartLine
}

// Item is so many pieces of a SKU at one of its prices.
type Item struct {
	Sku mall.SkuID
	// Option is the price; nil: the one that goes without saying.
	Option   *mall.PriceOptionID
	Quantity int
	// SeenPoints and SeenMinor are what a piece costs now; nil: it is not known.
	SeenPoints *mall.Points
	SeenMinor  *int64
}

// Service keeps carts.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// NotFound says that there is no such cart, or not for this caller.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such cart", "购物车不存在").At("cartId")
}

func noLine() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such line in the cart", "购物车中没有该商品").At("lineId")
}

// Add puts pieces into a cart, and makes the cart where there is none: an owner without a member
// and without an id is a new guest. Refusals: NOT_FOUND (a guest's cart), INVALID_INPUT (no
// quantity), LIMIT_EXCEEDED (too many lines, or pieces in a line).
func (s *Service) Add(ctx context.Context, of Owner, i Item) (*Cart, error) {
	if i.Quantity < 1 || i.Quantity > MaxQuantity {
		return nil, badQuantity(i.Quantity)
	}
	return s.change(ctx, of, true, func(ctx context.Context, tx *store.Tx, c *Cart) error { return s.put(ctx, tx, c, i) })
}

// SetQuantity changes how many pieces a line has; 0 takes it out. Refusals: NOT_FOUND (the cart,
// the line), INVALID_INPUT.
func (s *Service) SetQuantity(ctx context.Context, of Owner, line mall.CartLineID, quantity int) (*Cart, error) {
	if quantity < 0 || quantity > MaxQuantity {
		return nil, badQuantity(quantity)
	}
	return s.change(ctx, of, false, func(ctx context.Context, tx *store.Tx, c *Cart) error {
		for _, l := range c.Lines {
			switch {
			case l.ID != line:
			case quantity == 0:
				return tx.Ent().CartLine.DeleteOne(l).Exec(ctx)
			default:
				return l.Update().SetQuantity(quantity).Exec(ctx)
			}
		}
		return noLine()
	})
}

// Merge puts what a guest's cart has into a member's, and ends the guest's. Pieces of one SKU at one
// price add up; what is more than a line or a cart may have stays in the guest's cart, so that
// nothing is lost. Refusal: NOT_FOUND.
func (s *Service) Merge(ctx context.Context, member mall.MemberID, guest mall.CartID) (*Cart, error) {
	return s.change(ctx, Owner{Member: &member}, true, func(ctx context.Context, tx *store.Tx, c *Cart) error {
		from, err := s.lock(ctx, tx, Owner{Guest: &guest})
		if err != nil {
			return err
		}
		if from == nil {
			return NotFound()
		}
		left := 0
		for _, l := range from.Lines {
			rest, err := s.join(ctx, tx, c, l)
			if err != nil {
				return err
			}
			left += rest
		}
		if left > 0 {
			return nil
		}
		return tx.Ent().Cart.DeleteOneID(guest).Exec(ctx)
	})
}

// join moves as much of a line into a cart as that takes, and returns what is left.
func (s *Service) join(ctx context.Context, tx *store.Tx, c *Cart, l *ent.CartLine) (left int, err error) {
	room := MaxQuantity
	if same := c.find(l.SkuID, l.PriceOptionID); same != nil {
		room -= same.Quantity
	} else if len(c.Lines) >= MaxLines {
		room = 0
	}
	moved := min(room, l.Quantity)
	if moved > 0 {
		item := Item{Sku: l.SkuID, Option: l.PriceOptionID, Quantity: moved, SeenPoints: l.SeenPoints, SeenMinor: l.SeenMinor}
		if err := s.put(ctx, tx, c, item); err != nil {
			return 0, err
		}
	}
	if left = l.Quantity - moved; left > 0 {
		return left, l.Update().SetQuantity(left).Exec(ctx)
	}
	return 0, tx.Ent().CartLine.DeleteOne(l).Exec(ctx)
}

// put adds pieces to a cart that is locked.
func (s *Service) put(ctx context.Context, tx *store.Tx, c *Cart, i Item) error {
	if same := c.find(i.Sku, i.Option); same != nil {
		if same.Quantity+i.Quantity > MaxQuantity {
			return tooMany(MaxQuantity).At("quantity")
		}
		same.Quantity += i.Quantity
		return tx.Ent().CartLine.UpdateOneID(same.ID).SetQuantity(same.Quantity).SetNillableSeenPoints(i.SeenPoints).SetNillableSeenMinor(i.SeenMinor).Exec(ctx)
	}
	if len(c.Lines) >= MaxLines {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "a cart has at most %d lines", "购物车最多 %d 行商品", MaxLines)
		refusal.Figures.Limit = MaxLines
		return refusal
	}
	made, err := tx.Ent().CartLine.Create().SetCartID(c.ID).SetSkuID(i.Sku).SetNillablePriceOptionID(i.Option).SetQuantity(i.Quantity).
		SetNillableSeenPoints(i.SeenPoints).SetNillableSeenMinor(i.SeenMinor).SetAddedAt(s.clock()).Save(ctx)
	if err == nil {
		c.Lines = append(c.Lines, made)
	}
	return err
}

func (c *Cart) find(sku mall.SkuID, option *mall.PriceOptionID) *ent.CartLine {
	for _, l := range c.Lines {
		same := l.PriceOptionID == nil && option == nil || l.PriceOptionID != nil && option != nil && *l.PriceOptionID == *option
		if l.SkuID == sku && same {
			return l
		}
	}
	return nil
}

func badQuantity(n int) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "quantity must be at most %d and not negative, got %d", "数量须为 0 至 %d，收到 %d", MaxQuantity, n).At("quantity")
}

func tooMany(most int) *mall.Error {
	refusal := mall.Errorf(mall.CodeLimitExceeded, "a line has at most %s", "每行最多 %d 件", mall.Count(most, "piece"))
	refusal.Figures.Limit = int64(most)
	return refusal
}

// newID is a cart's id. All of it is random: it is what a guest shows.
func newID() mall.CartID { return mall.CartID(uuid.New()) }

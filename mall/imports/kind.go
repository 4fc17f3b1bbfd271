package imports

import (
	"context"
	"crypto/sha256"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// kindOf is all that is its own of a kind of import. The rest is the same for all of them.
type kindOf struct {
	layout layout
	// most is about how many rows a step has: one transaction.
	most int
	// read reads a row into what add takes, and says by what it is the same row when it comes
	// again; why says what is wrong with it, nil: nothing.
	read func(w *work, get func(Column) string) (what any, key string, why *mall.Text)
	// again is true where rows may be alike, and are counted then.
	again bool
	// together reports whether two rows that stand below each other are added together.
	together func(a, b *item) bool
	// before does what add needs, outside of its transaction; nil: nothing.
	before func(ctx context.Context, w *work, items []*item) error
	// add adds rows that can be read, in a transaction, and writes into each what became of it.
	add func(ctx context.Context, tx *store.Tx, w *work, items []*item) error
	// ended is called in the transaction that ends an import; nil: nothing is to be done.
	ended func(ctx context.Context, tx *store.Tx, w *work, b importCounts) error
	// undo takes back, in a transaction, what rows have made, and says of those for which it cannot why.
	undo func(ctx context.Context, tx *store.Tx, w *work, made []mall.ImportMade) (kept map[int]mall.Text, err error)
}

// importCounts are how many rows of an import were added.
type importCounts struct{ added int }

// kinds are the kinds of import that are worked on step by step: all but purchases.
var kinds = map[mall.ImportKind]*kindOf{
	mall.ImportMembers: membersKind, mall.ImportBalances: balancesKind, mall.ImportProducts: productsKind,
	mall.ImportStock: stockKind, mall.ImportItemCodes: itemCodesKind,
}

// item is a row on its way.
type item struct {
	line  int
	cells []string
	what  any
	key   string

	// why it is rejected; nil: it is not.
	why *mall.Text
	// there is true where nothing was to be done.
	there bool
	// made is what it added, or leaves for the undoing; nil: nothing.
	made *mall.ImportMade
	// wrong is why, where the row itself says: add does not see such rows.
	wrong *mall.Text
}

// reset forgets what an earlier run of the transaction has found.
func (i *item) reset() { i.why, i.there, i.made = i.wrong, false, nil }

// reject says why a row is not added.
func (i *item) reject(en, zh string, args ...any) { i.why = new(mall.Textf(en, zh, args...)) }

// refuse rejects a row for what the mall said.
func (i *item) refuse(e *mall.Error) { i.why = &e.Text }

// make notes what a row added.
func (i *item) make(id, key string) { i.made = &mall.ImportMade{Row: i.line, ID: id, Key: key} }

// work is an import that is being worked on.
type work struct {
	s        *Service
	id       mall.ImportBatchID
	status   mall.ImportStatus
	kindOf   mall.ImportKind
	options  mall.ImportOptions
	hash     string // of the file
	actor    mall.Actor
	zone     *time.Location
	currency mall.Currency
	points   mall.PointsCurrency
	kind     *kindOf
	now      time.Time

	sheet *sheet
	// read counts the rows that next has returned.
	read  int
	ahead *item
	seen  map[[16]byte]int32
	// badGoods are products one of whose rows cannot be read, and why: none of their rows is added.
	badGoods map[string]*mall.Text
	// pictures finds pictures by the names of files, besides those that the mall knows.
	pictures func(ctx context.Context, name string) (*mall.PictureID, error)
	uploaded map[string]mall.PictureID
	// done closes what the work holds.
	done func() error
}

// digest is what a key is remembered by.
func digest(parts ...string) (d [16]byte) {
	h := sha256.New()
	for _, p := range parts {
		_, _ = h.Write([]byte(p)) // a hash never fails
		_, _ = h.Write([]byte{0})
	}
	return [16]byte(h.Sum(nil))
}

func textf(en, zh string, args ...any) *mall.Text { return new(mall.Textf(en, zh, args...)) }

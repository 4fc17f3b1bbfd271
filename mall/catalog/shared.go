package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/sharedcatalog"
	"pointsmall/ent/sharedsku"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxShared is how many SKUs a shared catalog may hold.
const maxShared = 1000

// Shared is a catalog that a partner is to see.
type Shared struct {
	Partner mall.PartnerID
	// Name tells it from the partner's others.
	Name string
	// Version is the one that the caller has seen; nil: the catalog is new.
	Version *int
	Skus    []SharedSku
}

// SharedSku is a SKU that a partner sees, and what a piece of it costs there.
type SharedSku struct {
	Sku mall.SkuID
	// Price is for everybody; nil: the mall's own prices.
	Price *Price
}

// SaveShared makes a shared catalog, or replaces what it holds. That the partner exists is
// for the caller to find out. Refusals: INVALID_INPUT, NOT_FOUND (the catalog of a version, a
// SKU), VERSION_CONFLICT.
func SaveShared(ctx context.Context, tx *store.Tx, c Shared, now time.Time) (*ent.SharedCatalog, error) {
	if refusal := c.check(); refusal != nil {
		return nil, refusal
	}
	if err := c.known(ctx, tx); err != nil {
		return nil, err
	}
	row, err := c.row(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Ent().SharedSku.Delete().Where(sharedsku.CatalogID(row.ID)).Exec(ctx); err != nil {
		return nil, err
	}
	rows := make([]*ent.SharedSkuCreate, len(c.Skus))
	for i, k := range c.Skus {
		rows[i] = tx.Ent().SharedSku.Create().SetCatalogID(row.ID).SetPartnerID(c.Partner).SetSkuID(k.Sku)
		if k.Price == nil {
			continue
		}
		rows[i].SetPoints(k.Price.Points)
		if k.Price.Cash != nil {
			rows[i].SetCashMinor(k.Price.Cash.Minor).SetCashCurrency(k.Price.Cash.Currency)
		}
	}
	return row, tx.Ent().SharedSku.CreateBulk(rows...).Exec(ctx)
}

func (c Shared) check() *mall.Error {
	if c.Name == "" || c.Name != strings.TrimSpace(c.Name) || len(c.Name) > mall.MaxName {
		return mall.Errorf(mall.CodeInvalidInput, "name must have 1 to %d bytes, and no blanks around it", "名称须为 1 至 %d 字节，首尾不能有空白", mall.MaxName).At("name")
	}
	if len(c.Skus) > maxShared {
		return mall.Errorf(mall.CodeInvalidInput, "a shared catalog has at most %d SKUs", "共享目录最多 %d 个商品规格", maxShared).At("skus")
	}
	seen := map[mall.SkuID]bool{}
	for i, k := range c.Skus {
		if seen[k.Sku] {
			return mall.Errorf(mall.CodeInvalidInput, "the SKU is named twice", "商品规格重复").At("skus", strconv.Itoa(i), "skuId")
		}
		seen[k.Sku] = true
		if k.Price == nil {
			continue
		}
		if refusal := k.Price.check(); refusal != nil {
			return refusal.At("skus", strconv.Itoa(i))
		}
	}
	return nil
}

// known refuses SKUs that there are not.
func (c Shared) known(ctx context.Context, tx *store.Tx) error {
	ids := make([]mall.SkuID, len(c.Skus))
	for i, k := range c.Skus {
		ids[i] = k.Sku
	}
	found, err := tx.Ent().Sku.Query().Where(store.Among(sku.FieldID, "uuid", ids)).IDs(ctx)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if !slices.Contains(found, id) {
			return NoSuchSku().At("skus", strconv.Itoa(i))
		}
	}
	return nil
}

// row makes the catalog's row, or gives it its next version.
func (c Shared) row(ctx context.Context, tx *store.Tx, now time.Time) (*ent.SharedCatalog, error) {
	query := tx.Ent().SharedCatalog.Query().Where(sharedcatalog.PartnerID(c.Partner), sharedcatalog.Name(c.Name))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	found, err := query.Only(ctx)
	switch {
	case ent.IsNotFound(err) && c.Version == nil:
		return tx.Ent().SharedCatalog.Create().SetPartnerID(c.Partner).SetName(c.Name).SetSavedAt(now).Save(ctx)
	case ent.IsNotFound(err):
		return nil, mall.Errorf(mall.CodeNotFound, "the partner has no shared catalog %q", "该合作伙伴没有名为 %q 的共享目录", c.Name).At("name")
	case err != nil:
		return nil, err
	case c.Version == nil || *c.Version != found.Version:
		return nil, mall.Outdated(mall.Text{EN: "the shared catalog", ZH: "共享目录"}, "version", found.Version)
	}
	return found.Update().AddVersion(1).SetSavedAt(now).Save(ctx)
}

// SharedOfPartners reads the shared catalogs of each partner, by name.
func (s *Service) SharedOfPartners(ctx context.Context, ids []mall.PartnerID) (map[mall.PartnerID][]*ent.SharedCatalog, error) {
	rows, err := s.db.Ent().SharedCatalog.Query().Where(store.Among(sharedcatalog.FieldPartnerID, "uuid", ids)).Order(sharedcatalog.ByName()).All(ctx)
	of := make(map[mall.PartnerID][]*ent.SharedCatalog, len(ids))
	for _, c := range rows {
		of[c.PartnerID] = append(of[c.PartnerID], c)
	}
	return of, err
}

// SkusOfShared reads what each shared catalog holds, in the order in which it was saved.
func (s *Service) SkusOfShared(ctx context.Context, ids []mall.SharedCatalogID) (map[mall.SharedCatalogID][]*ent.SharedSku, error) {
	rows, err := s.db.Ent().SharedSku.Query().Where(store.Among(sharedsku.FieldCatalogID, "uuid", ids)).Order(sharedsku.ByID()).All(ctx)
	of := make(map[mall.SharedCatalogID][]*ent.SharedSku, len(ids))
	for _, k := range rows {
		of[k.CatalogID] = append(of[k.CatalogID], k)
	}
	return of, err
}

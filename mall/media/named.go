package media

import (
	"context"
	"strings"

	"pointsmall/ent/picture"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Named finds pictures by what a file of goods may call them: their ids, or their addresses here, whole or the last part
// alone. Nothing is fetched. A name that is neither, or of no picture that is kept, is missing.
func Named(ctx context.Context, tx *store.Tx, texts []string) (map[string]mall.PictureID, error) {
	found := map[string]mall.PictureID{}
	var ids []mall.PictureID
	asked := map[mall.PictureID]string{}
	byHash := map[string][]string{}
	var hashes []string
	for _, text := range texts {
		if id, ok := mall.AnyID(text).Picture(); ok {
			ids = append(ids, id)
			asked[id] = text
			continue
		}
		if name := text[strings.LastIndexByte(text, '/')+1:]; IsName(name) {
			hash, _, _ := strings.Cut(name, "-")
			byHash[hash] = append(byHash[hash], text)
			hashes = append(hashes, hash)
		}
	}
	rows, err := tx.Ent().Picture.Query().Where(picture.StateEQ(mall.PictureReady), picture.Or(
		store.Among(picture.FieldID, "uuid", ids), store.Among(picture.FieldHash, "text", hashes))).Order(picture.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if text, ok := asked[row.ID]; ok {
			found[text] = row.ID
		}
		for _, text := range byHash[row.Hash] {
			if name := text[strings.LastIndexByte(text, '/')+1:]; strings.HasPrefix(name, base(row)+"-") {
				found[text] = row.ID
			}
		}
	}
	return found, nil
}

// Showing are those of some products that show pictures.
func Showing(ctx context.Context, tx *store.Tx, products []mall.ProductID) (some []mall.ProductID, err error) {
	set, err := store.Set(tx.Dialect, products)
	if err != nil {
		return nil, err
	}
	return some, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.ProductID
		err := scan(&id)
		some = append(some, id)
		return err
	}, "select distinct product_id from picture_uses where product_id "+tx.Dialect.In(1, "uuid"), set)
}

package media

import (
	"context"
	"slices"
	"strconv"

	"pointsmall/ent"
	"pointsmall/ent/picture"
	"pointsmall/ent/pictureuse"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Use says which pictures a product shows from now on, in place of those that it showed before,
// and returns them in that order, without texts. The caller has locked the product. Pictures that nothing
// shows any more are swept a day later.
// Refusal: NOT_FOUND at images.
func (s *Service) Use(ctx context.Context, tx *store.Tx, product mall.ProductID, ids []mall.PictureID) ([]mall.Image, error) {
	before, err := tx.Ent().PictureUse.Query().Where(pictureuse.ProductID(product)).All(ctx)
	if err != nil {
		return nil, err
	}
	var gone []mall.PictureID
	concerned := slices.Clone(ids)
	for _, use := range before {
		concerned = append(concerned, use.PictureID)
		if !slices.Contains(ids, use.PictureID) {
			gone = append(gone, use.PictureID)
		}
	}
	query := tx.Ent().Picture.Query().Where(store.Among(picture.FieldID, "uuid", concerned), picture.StateEQ(mall.PictureReady)).Order(picture.ByID())
	if tx.Dialect == store.Postgres {
		query.ForUpdate() // whoever shows it, or sweeps it, waits
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	shown := make([]mall.Image, len(ids))
	for i, id := range ids {
		at := slices.IndexFunc(rows, func(row *ent.Picture) bool { return row.ID == id })
		if at < 0 {
			return nil, NoSuchPicture().At("images", strconv.Itoa(i))
		}
		shown[i] = ImageOf(rows[at])
	}
	if _, err := tx.Ent().PictureUse.Delete().Where(pictureuse.ProductID(product)).Exec(ctx); err != nil {
		return nil, err
	}
	uses := make([]*ent.PictureUseCreate, len(ids))
	for i, id := range ids {
		uses[i] = tx.Ent().PictureUse.Create().SetProductID(product).SetPictureID(id)
	}
	if err := tx.Ent().PictureUse.CreateBulk(uses...).Exec(ctx); err != nil {
		return nil, err
	}
	return shown, s.count(ctx, tx, ids, gone)
}

// count clears unused_since of pictures that are shown, and sets it of those that nothing
// shows any more.
func (s *Service) count(ctx context.Context, tx *store.Tx, shown, gone []mall.PictureID) error {
	if err := tx.Ent().Picture.Update().Where(store.Among(picture.FieldID, "uuid", shown)).ClearUnusedSince().Exec(ctx); err != nil {
		return err
	}
	still, err := tx.Ent().PictureUse.Query().Where(store.Among(pictureuse.FieldPictureID, "uuid", gone)).All(ctx)
	if err != nil {
		return err
	}
	gone = slices.DeleteFunc(gone, func(id mall.PictureID) bool {
		return slices.ContainsFunc(still, func(use *ent.PictureUse) bool { return use.PictureID == id })
	})
	return tx.Ent().Picture.Update().Where(store.Among(picture.FieldID, "uuid", gone)).SetUnusedSince(s.clock().UTC()).Exec(ctx)
}

// UseAvatar says which picture a member shows from now on; nil: none. The caller has locked the
// member. Refusal: NOT_FOUND.
func (s *Service) UseAvatar(ctx context.Context, tx *store.Tx, m mall.MemberID, id *mall.PictureID) error {
	var ids []mall.PictureID
	if id != nil {
		ids = append(ids, *id)
	}
	// The table keeps by whom a picture is shown: products and members have ids of one space.
	_, err := s.Use(ctx, tx, mall.ProductID(m), ids)
	return err
}

package catalog

import (
	"context"
	"slices"
	"strconv"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxImages is how many pictures a product shows.
const maxImages = 20

// NewImage is a picture that a product is to show.
type NewImage struct {
	Picture mall.PictureID
	// Alt says what it shows.
	Alt mall.Text
}

// SetImages says which pictures a product shows, in their order.
// Refusals: NOT_FOUND (the product, a picture), VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) SetImages(ctx context.Context, id mall.ProductID, version int, images []NewImage) (*ent.Product, error) {
	if len(images) > maxImages {
		return nil, mall.Errorf(mall.CodeInvalidInput, "a product has at most %d pictures", "商品最多 %d 张图片", maxImages).At("images")
	}
	ids := make([]mall.PictureID, len(images))
	for i, image := range images {
		if mall.CheckName(image.Alt) != nil {
			return nil, mall.Errorf(mall.CodeInvalidInput, "alt says what the picture shows, in 1 to %d bytes", "alt 须为 1 至 %d 字节，说明图片内容", mall.MaxName).At("images", strconv.Itoa(i), "alt")
		}
		if slices.Contains(ids[:i], image.Picture) {
			return nil, mall.Errorf(mall.CodeInvalidInput, "the picture is there twice", "图片重复").At("images", strconv.Itoa(i), "pictureId")
		}
		ids[i] = image.Picture
	}
	return s.updateProduct(ctx, id, version, func(ctx context.Context, tx *store.Tx, _ *ent.Product, update *ent.ProductUpdateOne) error {
		shown, err := s.Pictures(ctx, tx, id, ids)
		if err != nil {
			return err
		}
		for i := range shown {
			shown[i].Alt = images[i].Alt
		}
		update.SetImages(shown)
		return nil
	})
}

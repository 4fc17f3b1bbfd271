package graph

import (
	"pointsmall/mall"
)

// maxDays bounds how far ahead expiringWithin and expirations look.
const maxDays = 3650

// checkDays refuses to look further ahead than maxDays.
func checkDays(days int) *mall.Error {
	if days < 0 || days > maxDays {
		return mall.Errorf(mall.CodeInvalidInput, "days must be from 0 to %d", "days 须为 0 至 %d", maxDays).At("days")
	}
	return nil
}

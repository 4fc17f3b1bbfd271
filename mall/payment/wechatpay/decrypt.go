package wechatpay

import (
	"errors"

	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

// nonceSize is what AES-GCM takes; another makes the standard library panic.
const nonceSize = 12

// open decrypts what a call carries.
func open(key string, sealed *notify.EncryptedResource) ([]byte, error) {
	if len(sealed.Nonce) != nonceSize {
		return nil, errors.New("the call's nonce is none")
	}
	plain, err := utils.DecryptAES256GCM(key, sealed.AssociatedData, sealed.Nonce, sealed.Ciphertext)
	if err != nil {
		return nil, errors.New("the call is not encrypted by the API v3 key")
	}
	return []byte(plain), nil
}

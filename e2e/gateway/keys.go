package gateway

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"sync"
)

// pair is a key of RSA with its texts.
type pair struct {
	private       *rsa.PrivateKey
	PrivatePEM    string
	PublicPEM     string
	publicForPeer *rsa.PublicKey
}

func newPair() pair {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		panic(err)
	}
	return pair{
		private: key, publicForPeer: &key.PublicKey,
		PrivatePEM: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
		PublicPEM:  string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})),
	}
}

// Keys of a merchant, of a platform and of somebody else, made once: it takes half a second.
var keys = sync.OnceValue(func() (k struct{ merchant, platform, stranger pair }) {
	k.merchant, k.platform, k.stranger = newPair(), newPair(), newPair()
	return k
})

func (p pair) sign(text string) string {
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.private, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(signature)
}

func (p pair) signed(text, signature string) bool {
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	sum := sha256.Sum256([]byte(text))
	return rsa.VerifyPKCS1v15(p.publicForPeer, crypto.SHA256, sum[:], raw) == nil
}

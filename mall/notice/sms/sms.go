package sms

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/notice"
	"pointsmall/mall/notice/sms/aliyun"
)

// Provider is who sends text messages.
type Provider string

// Aliyun is Alibaba Cloud's Short Message Service.
const Aliyun Provider = "ALIYUN"

// Values lists every provider.
func (Provider) Values() []string { return []string{string(Aliyun)} }

// Settings are how text messages are sent. The access key's secret is the channel's secret.
type Settings struct {
	Provider    Provider `json:"provider"`
	AccessKeyID string   `json:"accessKeyId"`
	// SignName stands before each text, as the provider has approved it.
	SignName string `json:"signName"`
	// Templates are the provider's approved templates, by purpose.
	Templates map[notice.Purpose]string `json:"templates"`
}

// Channel is the channel of text messages.
type Channel struct {
	// Gateway is an address that stands in for the provider's own; "": none does.
	Gateway string
}

var _ notice.Channel = Channel{}

// CheckGateway refuses an address that is none.
func CheckGateway(gateway string) error {
	if gateway == "" {
		return nil
	}
	to, err := url.Parse(gateway)
	if err != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https" || to.Path != "" {
		return fmt.Errorf("--sms-gateway is %q: want an address such as http://127.0.0.1:9001", gateway)
	}
	return nil
}

// Encode is the settings as they are stored.
func (s Settings) Encode() []byte {
	encoded, _ := json.Marshal(s) // texts always encode
	return encoded
}

// Read reads stored settings.
func Read(content []byte) (s Settings, err error) {
	if err := json.Unmarshal(content, &s); err != nil {
		return s, fmt.Errorf("%w: %w", notice.ErrSettings, err)
	}
	return s, nil
}

// maxName bounds names and keys, in bytes.
const maxName = 128

// Check refuses settings that make no sense.
func (Channel) Check(content []byte) *mall.Error {
	s, err := Read(content)
	if err != nil {
		return mall.Errorf(mall.CodeInvalidInput, "these are no settings", "设置无效")
	}
	switch {
	case !slices.Contains(s.Provider.Values(), string(s.Provider)):
		return mall.Errorf(mall.CodeInvalidInput, "%q is no provider: ALIYUN is", "%q 不是短信服务商，可选 ALIYUN", string(s.Provider)).At("provider")
	case s.AccessKeyID == "" || len(s.AccessKeyID) > maxName:
		return mall.Errorf(mall.CodeInvalidInput, "accessKeyId must have 1 to %d bytes", "accessKeyId 须为 1 至 %d 字节", maxName).At("accessKeyId")
	case s.SignName == "" || len(s.SignName) > maxName:
		return mall.Errorf(mall.CodeInvalidInput, "signName must have 1 to %d bytes, as the provider approved it", "signName 须为 1 至 %d 字节，与服务商审核通过的签名一致", maxName).At("signName")
	}
	for purpose, template := range s.Templates {
		if !purpose.Known() {
			return mall.Errorf(mall.CodeInvalidInput, "no message has the purpose %q", "没有用途为 %q 的消息", string(purpose)).At("templates", "purpose")
		}
		if template == "" || len(template) > maxName {
			return mall.Errorf(mall.CodeInvalidInput, "a template's code must have 1 to %d bytes", "模板编号须为 1 至 %d 字节", maxName).At("templates", "code")
		}
	}
	return nil
}

// Open makes the sender.
func (c Channel) Open(content []byte, secret string) (notice.Sender, error) {
	s, err := Read(content)
	if err != nil {
		return nil, err
	}
	if s.Provider != Aliyun {
		return nil, fmt.Errorf("%w: %q is no provider", notice.ErrSettings, s.Provider)
	}
	return aliyun.New(aliyun.Settings{AccessKeyID: s.AccessKeyID, Secret: secret, SignName: s.SignName, Templates: s.Templates, Gateway: c.Gateway})
}

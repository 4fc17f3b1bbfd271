package aliyun

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	dysms "github.com/alibabacloud-go/dysmsapi-20170525/v5/client"
	util "github.com/alibabacloud-go/tea-utils/v2/service"
	"github.com/alibabacloud-go/tea/tea"

	"pointsmall/mall/notice"
)

// endpoint is the service's own address.
const endpoint = "dysmsapi.aliyuncs.com"

// Settings are how messages are sent.
type Settings struct {
	AccessKeyID, Secret string
	SignName            string
	Templates           map[notice.Purpose]string
	// Gateway stands in for the service's own address; "": nothing does.
	Gateway string
}

// New makes a sender. Errors: notice.ErrSettings.
func New(s Settings) (notice.Sender, error) {
	config := &openapi.Config{
		AccessKeyId: tea.String(s.AccessKeyID), AccessKeySecret: tea.String(s.Secret),
		Endpoint: tea.String(endpoint), Protocol: tea.String("HTTPS"),
	}
	if s.Gateway != "" {
		to, err := url.Parse(s.Gateway)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", notice.ErrSettings, err)
		}
		config.Endpoint, config.Protocol = tea.String(to.Host), tea.String(strings.ToUpper(to.Scheme))
	}
	client, err := dysms.NewClient(config)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", notice.ErrSettings, err)
	}
	return sender{client, s}, nil
}

type sender struct {
	client *dysms.Client
	Settings
}

// The codes of answers that tell whose fault it is; see the service's list of error codes. Any
// other is worth another try, such as isv.BUSINESS_LIMIT_CONTROL.
var (
	refused  = []string{"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT", "isv.TEMPLATE_PARAMS_ILLEGAL", "isv.PARAM_LENGTH_LIMIT", "isv.DENY_IP_RANGE"}
	settings = []string{
		"InvalidAccessKeyId.NotFound", "SignatureDoesNotMatch", "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL", "isv.SIGN_NAME_ILLEGAL", "isv.TEMPLATE_MISSING_PARAMETERS",
		"isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.PRODUCT_UN_SUBSCRIPT", "isv.ACCOUNT_NOT_EXISTS", "isp.RAM_PERMISSION_DENY",
	}
)

// Send sends the template of the message's purpose with its values. The SDK takes no context:
// its own times end a call that nobody waits for.
func (s sender) Send(ctx context.Context, m notice.Outgoing) error {
	template, ok := s.Templates[m.Purpose]
	if !ok {
		return fmt.Errorf("%w: no template is set for %s", notice.ErrSettings, m.Purpose)
	}
	request := &dysms.SendSmsRequest{
		PhoneNumbers: tea.String(number(m.To)), SignName: tea.String(s.SignName), TemplateCode: tea.String(template), OutId: tea.String(m.ID),
	}
	if len(m.Values) > 0 {
		values, err := json.Marshal(m.Values)
		if err != nil {
			return err
		}
		request.TemplateParam = tea.String(string(values))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	response, err := s.client.SendSmsWithOptions(request, &util.RuntimeOptions{ConnectTimeout: tea.Int(5_000), ReadTimeout: tea.Int(10_000), Autoretry: tea.Bool(false)})
	if err != nil {
		var told *tea.SDKError
		if errors.As(err, &told) {
			return sorted(tea.StringValue(told.Code), tea.StringValue(told.Message))
		}
		return err
	}
	if response == nil || response.Body == nil {
		return errors.New("the service's answer makes no sense")
	}
	if code := tea.StringValue(response.Body.Code); code != "OK" {
		return sorted(code, tea.StringValue(response.Body.Message))
	}
	return nil
}

// number is a phone number as the service wants it: numbers of the mainland without +86, others
// with their country's code and without the plus.
func number(e164 string) string {
	if local, ok := strings.CutPrefix(e164, "+86"); ok {
		return local
	}
	return strings.TrimPrefix(e164, "+")
}

// sorted makes an error of the service's code and text.
func sorted(code, text string) error {
	told := fmt.Errorf("%s: %s", code, text)
	switch {
	case slices.Contains(refused, code):
		return fmt.Errorf("%w: %w", notice.ErrRefused, told)
	case slices.Contains(settings, code):
		return fmt.Errorf("%w: %w", notice.ErrSettings, told)
	}
	return told
}

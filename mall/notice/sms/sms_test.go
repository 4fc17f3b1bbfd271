package sms_test

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/mall/notice"
	"pointsmall/mall/notice/sms"
)

// stand is Aliyun's stand-in with the settings of its customer.
func stand(t *testing.T) (*gateway.SMS, sms.Channel, sms.Settings) {
	t.Helper()
	aliyun := gateway.NewSMS(map[string][]string{"SMS_1": {"code", "minutes"}, "SMS_2": nil})
	served := httptest.NewServer(aliyun)
	t.Cleanup(served.Close)
	return aliyun, sms.Channel{Gateway: served.URL}, sms.Settings{
		Provider: sms.Aliyun, AccessKeyID: aliyun.KeyID, SignName: aliyun.SignName, Templates: map[notice.Purpose]string{notice.PurposeSignIn: "SMS_1", notice.PurposeTest: "SMS_2"},
	}
}

var code = notice.Outgoing{ID: "msg_1", To: "+8613800138000", Purpose: notice.PurposeSignIn, Values: map[string]string{"code": "123456", "minutes": "5"}}

func send(t *testing.T, c sms.Channel, s sms.Settings, secret string, m notice.Outgoing) error {
	t.Helper()
	require.Nil(t, c.Check(s.Encode()))
	sender, err := c.Open(s.Encode(), secret)
	require.NoError(t, err)
	return sender.Send(t.Context(), m)
}

func TestATextMessageIsSignedAndSentByItsTemplate(t *testing.T) {
	aliyun, c, s := stand(t)
	require.NoError(t, send(t, c, s, aliyun.Secret, code))
	abroad := notice.Outgoing{ID: "msg_2", To: "+85291234567", Purpose: notice.PurposeTest}
	require.NoError(t, send(t, c, s, aliyun.Secret, abroad))
	assert.Equal(t, []gateway.Text{
		{To: "13800138000", Template: "SMS_1", ID: "msg_1", Values: map[string]string{"code": "123456", "minutes": "5"}}, {To: "85291234567", Template: "SMS_2", ID: "msg_2"},
	}, aliyun.Sent())
}

func TestWhatTheProviderRefusesIsToldFromWhatIsTriedAgain(t *testing.T) {
	aliyun, c, s := stand(t)
	err := send(t, c, s, "another secret, that is wrong", code)
	assert.ErrorIs(t, err, notice.ErrSettings)
	assert.NotContains(t, err.Error(), "another secret")
	stranger := s
	stranger.AccessKeyID = "LTAI-of-somebody-else"
	assert.ErrorIs(t, send(t, c, stranger, aliyun.Secret, code), notice.ErrSettings)
	unsigned := s
	unsigned.SignName = "another"
	assert.ErrorIs(t, send(t, c, unsigned, aliyun.Secret, code), notice.ErrSettings)
	wrong := code
	wrong.To = "+123"
	assert.ErrorIs(t, send(t, c, s, aliyun.Secret, wrong), notice.ErrRefused)
	without := code
	without.Purpose = notice.PurposeContact
	assert.ErrorIs(t, send(t, c, s, aliyun.Secret, without), notice.ErrSettings)
	aliyun.Fail("isv.BUSINESS_LIMIT_CONTROL")
	err = send(t, c, s, aliyun.Secret, code)
	require.Error(t, err)
	assert.False(t, errors.Is(err, notice.ErrRefused) || errors.Is(err, notice.ErrSettings), "%v is worth another try", err)
	assert.Empty(t, aliyun.Sent())
}

func TestSettingsOfTextMessagesThatMakeNoSenseAreRefused(t *testing.T) {
	_, c, good := stand(t)
	for field, change := range map[string]func(*sms.Settings){
		"provider": func(s *sms.Settings) { s.Provider = "POSTMAN" }, "accessKeyId": func(s *sms.Settings) { s.AccessKeyID = "" }, "signName": func(s *sms.Settings) { s.SignName = "" },
		"templates": func(s *sms.Settings) { s.Templates = map[notice.Purpose]string{"NONE": "SMS_1"} },
	} {
		bad := good
		change(&bad)
		refusal := c.Check(bad.Encode())
		if assert.NotNil(t, refusal, field) {
			assert.Equal(t, field, refusal.Path[0])
		}
	}
	assert.Error(t, sms.CheckGateway("stand-in"))
	assert.NoError(t, sms.CheckGateway("http://127.0.0.1:9001"))
}

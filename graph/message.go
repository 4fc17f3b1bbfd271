package graph

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/notice"
	"pointsmall/mall/notice/mail"
	"pointsmall/mall/notice/sms"
)

// mailChange reads all settings of mail.
func mailChange(input model.UpdateMailSettingsInput) notice.Change {
	s := mail.Settings{Host: input.Host, Port: input.Port, Security: input.Security, User: text(input.User), From: input.From, FromName: text(input.FromName)}
	return notice.Change{Settings: s.Encode(), Secret: input.Password, Version: input.Version}
}

// mailSettingsOf shows settings of mail; nil: there are none.
func mailSettingsOf(row *ent.MessageSetting, err error) (*model.MailSettings, error) {
	if row == nil || err != nil {
		return nil, err
	}
	s, err := mail.Read([]byte(row.Content))
	if err != nil {
		return nil, err
	}
	return &model.MailSettings{
		Host: s.Host, Port: s.Port, Security: s.Security, User: unlessZero(s.User), PasswordSet: row.SecretHint != nil, PasswordEnds: unlessZero(text(row.SecretHint)),
		From: s.From, FromName: unlessZero(s.FromName), Version: row.Version, UpdatedBy: row.ChangedBy, UpdatedAt: row.ChangedAt, TestedAt: row.TestedAt,
	}, nil
}

func mailSettingsPayload(ctx context.Context, row *ent.MessageSetting, err error) (*model.MailSettingsPayload, error) {
	if err != nil {
		var refusal *mall.Error
		if errors.As(err, &refusal) && slices.Equal(refusal.Path, []string{"secret"}) {
			refusal.Path = []string{"password"}
		}
		refusals, err := userErrors(ctx, err)
		return &model.MailSettingsPayload{UserErrors: refusals}, err
	}
	shown, err := mailSettingsOf(row, nil)
	return &model.MailSettingsPayload{Settings: shown, UserErrors: []model.UserError{}}, err
}

// smsChange reads all settings of text messages.
func smsChange(input model.UpdateSmsSettingsInput) notice.Change {
	s := sms.Settings{Provider: input.Provider, AccessKeyID: input.AccessKeyID, SignName: input.SignName, Templates: map[notice.Purpose]string{}}
	for _, t := range input.Templates {
		s.Templates[t.Purpose] = t.Code
	}
	return notice.Change{Settings: s.Encode(), Secret: input.Secret, Version: input.Version}
}

// smsSettingsOf shows settings of text messages; nil: there are none.
func smsSettingsOf(row *ent.MessageSetting, err error) (*model.SmsSettings, error) {
	if row == nil || err != nil {
		return nil, err
	}
	s, err := sms.Read([]byte(row.Content))
	if err != nil {
		return nil, err
	}
	templates := make([]*model.SmsTemplate, 0, len(s.Templates))
	for purpose, code := range s.Templates {
		templates = append(templates, &model.SmsTemplate{Purpose: purpose, Code: code})
	}
	slices.SortFunc(templates, func(a, b *model.SmsTemplate) int { return cmp.Compare(a.Purpose, b.Purpose) })
	return &model.SmsSettings{
		Provider: s.Provider, AccessKeyID: s.AccessKeyID, SecretSet: row.SecretHint != nil, SecretEnds: unlessZero(text(row.SecretHint)), SignName: s.SignName, Templates: templates,
		Version: row.Version, UpdatedBy: row.ChangedBy, UpdatedAt: row.ChangedAt, TestedAt: row.TestedAt,
	}, nil
}

func smsSettingsPayload(ctx context.Context, row *ent.MessageSetting, err error) (*model.SmsSettingsPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.SmsSettingsPayload{UserErrors: refusals}, err
	}
	shown, err := smsSettingsOf(row, nil)
	return &model.SmsSettingsPayload{Settings: shown, UserErrors: []model.UserError{}}, err
}

// sendTest sends a test message.
func (r *Resolver) sendTest(ctx context.Context, input model.SendTestMessageInput) error {
	phone, email := &input.To, (*string)(nil)
	if input.Channel == mall.MessageMail {
		phone, email = nil, &input.To
	}
	to, refusal := mall.ContactOf(phone, email)
	if refusal != nil {
		refusal.Path = []string{"to"}
		return refusal
	}
	_, err := r.Notices.Try(ctx, input.Channel, to.Address, mall.LangOf(ctx))
	return err
}

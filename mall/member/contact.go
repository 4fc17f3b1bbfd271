package member

import (
	"context"
	"time"

	"pointsmall/ent"
	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// HasLogin reports whether a member signs in by a login. Who signed up without one has their own
// id in its place, which says that they have signed up.
func HasLogin(m *ent.Member) bool { return m.Login != nil && *m.Login != m.ID.String() }

// Contacts are the proven phone number and e-mail address of a member.
func Contacts(m *ent.Member) (contacts []mall.Contact) {
	if m.Phone != nil {
		contacts = append(contacts, mall.Contact{Kind: mall.ContactPhone, Address: *m.Phone})
	}
	if m.Email != nil {
		contacts = append(contacts, mall.Contact{Kind: mall.ContactEmail, Address: *m.Email})
	}
	return contacts
}

// FindByContact returns the member who has proven a contact, or nil.
func FindByContact(ctx context.Context, client *ent.Client, c mall.Contact) (*ent.Member, error) {
	which := entmember.Phone(c.Address)
	if c.Kind == mall.ContactEmail {
		which = entmember.Email(c.Address)
	}
	m, err := client.Member.Query().Where(which).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return m, err
}

// FindByAddress is FindByContact where nobody knows yet of what kind the contact is, or whether it
// is one: "" is nobody's.
func FindByAddress(ctx context.Context, client *ent.Client, address string) (*ent.Member, error) {
	m, err := client.Member.Query().Where(entmember.Or(entmember.Phone(address), entmember.Email(address))).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return m, err
}

// NewPerson is somebody who signs up.
type NewPerson struct {
	// Login and PasswordHash are of who signs up by a password; "" of others.
	Login, PasswordHash string
	Name                string
	// Contact is what they have proven; nil: nothing.
	Contact *mall.Contact
}

// Join adds a member who signs in from now on. Give them an account in the same transaction.
func Join(ctx context.Context, tx *store.Tx, p NewPerson, at time.Time) (*ent.Member, error) {
	id := mall.NewMemberID()
	made := tx.Ent().Member.Create().SetID(id).SetDisplayName(p.Name).SetCreatedAt(at)
	folded := ent.Member{ID: id, DisplayName: p.Name, Login: new(id.String())}
	if p.Login != "" {
		folded.Login = &p.Login
	}
	if p.PasswordHash != "" {
		made.SetPasswordHash(p.PasswordHash)
	}
	if p.Contact != nil {
		if p.Contact.Kind == mall.ContactPhone {
			folded.Phone = &p.Contact.Address
		} else {
			folded.Email = &p.Contact.Address
		}
	}
	return made.SetLogin(*folded.Login).SetNillablePhone(folded.Phone).SetNillableEmail(folded.Email).SetFolded(Folded(&folded)).Save(ctx)
}

// SetContact gives a member a contact that they have proven, in place of one before. m is locked.
func SetContact(ctx context.Context, m *ent.Member, c mall.Contact) (*ent.Member, error) {
	if c.Kind == mall.ContactPhone {
		m.Phone = &c.Address
	} else {
		m.Email = &c.Address
	}
	return saveContacts(ctx, m)
}

// DropContact takes a member's contact of a kind. m is locked.
func DropContact(ctx context.Context, m *ent.Member, kind mall.ContactKind) (*ent.Member, error) {
	if kind == mall.ContactPhone {
		m.Phone = nil
	} else {
		m.Email = nil
	}
	return saveContacts(ctx, m)
}

func saveContacts(ctx context.Context, m *ent.Member) (*ent.Member, error) {
	update := m.Update().SetFolded(Folded(m)).SetVersion(m.Version + 1)
	if m.Phone == nil {
		update.ClearPhone()
	} else {
		update.SetPhone(*m.Phone)
	}
	if m.Email == nil {
		update.ClearEmail()
	} else {
		update.SetEmail(*m.Email)
	}
	return update.Save(ctx)
}

// Lock reads a member, locked, or refuses with NOT_FOUND.
func Lock(ctx context.Context, tx *store.Tx, id mall.MemberID) (*ent.Member, error) {
	query := tx.Ent().Member.Query().Where(entmember.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	m, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NotFound()
	}
	return m, err
}

// SetPasswordHash gives a member another password. m is locked.
func SetPasswordHash(ctx context.Context, m *ent.Member, hash string) (*ent.Member, error) {
	return m.Update().SetPasswordHash(hash).Save(ctx)
}

// NoteActive notes that a member was here.
func NoteActive(ctx context.Context, tx *store.Tx, id mall.MemberID, at time.Time) error {
	return tx.Ent().Member.UpdateOneID(id).SetLastActiveAt(at).Exec(ctx)
}

package member

import (
	"context"
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// FoldTexts is what searches for a member look in, a line each. A line break is in none of
// them after folding a search, so nothing is found across two of them by chance.
// others are the phone number and the e-mail address.
func FoldTexts(name, login, ref string, others ...string) string {
	return mall.Fold(strings.Join(append([]string{name, login, ref}, others...), "\n"))
}

// Folded are the texts of a member as they are now.
func Folded(m *ent.Member) string {
	login := ""
	if HasLogin(m) {
		login = *m.Login
	}
	var others []string
	for _, contact := range []*string{m.Phone, m.Email} {
		if contact != nil {
			others = append(others, *contact)
		}
	}
	return FoldTexts(m.DisplayName, login, textOf(m.ExternalRef), others...)
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// foldAtOnce is how many members FoldAll folds in one transaction.
const foldAtOnce = 5000

// FoldAll folds the texts of members that were added before texts were folded. It is to be
// called after each migration, and takes some seconds for 1,000,000 members.
func FoldAll(ctx context.Context, db *store.DB) error {
	for {
		found := 0
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			rows := store.NewRows("id uuid", "folded text")
			err := tx.Each(ctx, func(scan func(...any) error) error {
				var id mall.MemberID
				var name, login, ref string
				if err := scan(&id, &name, &login, &ref); err != nil {
					return err
				}
				rows.Add(id, FoldTexts(name, login, ref))
				return nil
			}, "select id, display_name, coalesce(login, ''), coalesce(external_ref, '') from members where length(folded) = 0 order by id limit $1", foldAtOnce)
			if err != nil {
				return err
			}
			found = rows.Len()
			var batch store.Batch
			batch.Add("update members set folded = r.folded from {rows} where members.id = r.id", rows)
			return batch.Exec(ctx, tx)
		})
		if err != nil || found < foldAtOnce {
			return err
		}
	}
}

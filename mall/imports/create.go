package imports

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/file"
	"pointsmall/mall/store"
)

// keptFor is how long an imported file is kept: a dry run waits so long to be run, and what was rejected
// can be read.
const keptFor = 7 * 24 * time.Hour

// NewImport is a file that is to be imported.
type NewImport struct {
	Actor mall.Actor
	Kind  mall.ImportKind
	// FileName is what the file is called, From its content: CSV or XLSX.
	FileName string
	From     io.Reader
	Options  mall.ImportOptions
	// DryRun has the file checked alone.
	DryRun bool
	// ByCommand is true where a command works on the import, and no server may.
	ByCommand bool
}

// May refuses staff who lack a permission for imports of a kind.
func May(actor mall.Actor, kind mall.ImportKind) *mall.Error {
	if actor.Kind == mall.ActorSystem {
		return nil
	}
	if lacking := mall.Lacking(actor.Permissions, kind.Permissions()); lacking != "" {
		return mall.Errorf(mall.CodeForbidden, "an import of %[1]s needs the permission %[2]s", "导入 %[1]s 需要权限 %[2]s", kind, lacking)
	}
	return nil
}

// Create keeps a file and has it imported by whoever works on imports. Refusals: FORBIDDEN, INVALID_INPUT (the
// file, the options).
func (s *Service) Create(ctx context.Context, n NewImport) (*ent.ImportBatch, error) {
	if refusal := May(n.Actor, n.Kind); refusal != nil {
		return nil, refusal
	}
	if refusal := s.checkOptions(n.Kind, &n.Options); refusal != nil {
		return nil, refusal
	}
	content, err := asText(n.From)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Discard(content) }() // a temporary file
	row := &ent.ImportBatch{ID: mall.NewImportBatchID(), Kind: n.Kind, Options: n.Options}
	total, err := s.look(row, content)
	if err != nil {
		return nil, err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	kept, err := s.parts.Files.Keep(ctx, n.FileName, content, keptFor)
	if err != nil {
		return nil, err
	}
	status := mall.ImportRunning
	if n.DryRun {
		status = mall.ImportChecking
	}
	now := s.clock().UTC()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if n.Kind == mall.ImportItemCodes {
			if err := checkNewName(ctx, tx, n.Options.Name); err != nil {
				return err
			}
		}
		row, err = tx.Ent().ImportBatch.Create().SetID(row.ID).SetKind(n.Kind).SetStatus(status).SetWorking(true).SetFileName(kept.Name).SetFileHash(kept.Hash).SetFileID(kept.ID).
			SetOptions(n.Options).SetReading(row.Reading).SetNillableTotal(total).SetByCommand(n.ByCommand).SetCreatedBy(n.Actor.Ref()).SetCreatedAt(now).SetStartedAt(now).Save(ctx)
		return err
	})
	if err == nil {
		s.wake()
	}
	return row, err
}

// checkNewName refuses a name that a batch of codes has already.
func checkNewName(ctx context.Context, tx *store.Tx, name string) error {
	if name == "" {
		return nil
	}
	taken, err := scancode.NameTaken(ctx, tx, name)
	if err == nil && taken {
		return mall.Errorf(mall.CodeInvalidInput, "there is a batch %q already", "批次 %q 已存在", name).At("name")
	}
	return err
}

// look finds out how a file is written, and how many rows it has. Purchases tell that later.
func (s *Service) look(row *ent.ImportBatch, content *os.File) (total *int, err error) {
	if row.Kind == mall.ImportPurchases {
		o, err := s.purchaseOptions(row.Options)
		if err != nil {
			return nil, err
		}
		t, err := findTable(context.Background(), content, o)
		if err != nil {
			return nil, mall.Errorf(mall.CodeInvalidInput, "%s", "文件无法读取：%s", err.Error()).At("file")
		}
		row.Reading = (&sheet{table: t}).reading()
		return nil, nil
	}
	sh, err := openSheet(content, kinds[row.Kind].layout, row.Options)
	if err != nil {
		return nil, err
	}
	row.Reading = sh.reading()
	n, err := sh.count()
	if err == nil && n == 0 {
		return nil, mall.Errorf(mall.CodeInvalidInput, "the file has no rows below its header", "表头之下没有数据行").At("file")
	}
	return &n, err
}

// checkOptions refuses options that make no sense.
func (s *Service) checkOptions(kind mall.ImportKind, o *mall.ImportOptions) *mall.Error {
	bad := func(field, what, among string) *mall.Error {
		return mall.Errorf(mall.CodeInvalidInput, "%[1]s is %[2]q: there are %[3]s", "%[1]s 不能为 %[2]q，可用的有 %[3]s", field, what, among).At(field)
	}
	if o.Encoding != "" && !slices.Contains(Encodings(), Encoding(o.Encoding)) {
		return bad("encoding", o.Encoding, "utf-8, gb18030, big5, utf-16le, utf-16be, windows-1252")
	}
	if o.Separator != "" && separatorBytes[o.Separator] == 0 {
		return bad("separator", o.Separator, "comma, semicolon, tab, pipe")
	}
	if o.Dates != "" && !slices.Contains([]DateOrder{YearFirst, DayFirst, MonthFirst}, DateOrder(o.Dates)) {
		return bad("dates", o.Dates, "ymd, dmy, mdy")
	}
	if o.Decimal != "" && forms[DecimalMark(o.Decimal)] == nil {
		return bad("decimal", o.Decimal, "point, comma")
	}
	if o.Zone != "" {
		if _, err := time.LoadLocation(o.Zone); err != nil || strings.EqualFold(o.Zone, "local") {
			return mall.Errorf(mall.CodeInvalidInput, "%q is no time zone such as Asia/Shanghai", "%q 不是 Asia/Shanghai 这样的时区", o.Zone).At("timeZone")
		}
	}
	if o.Currency != "" {
		if refusal := o.Currency.CheckKnown(); refusal != nil {
			return refusal.At("currency")
		}
	}
	if kind == mall.ImportPurchases {
		_, err := s.purchaseOptions(*o)
		var refusal *mall.Error
		errors.As(err, &refusal)
		return refusal
	}
	if kind == mall.ImportItemCodes {
		b := scancode.NewBatch{Name: o.Name, Count: 1, Sku: o.Sku, Value: o.Value}
		if b.Name == "" {
			b.Name = "import"
		}
		if refusal := b.Check(); refusal != nil {
			return refusal
		}
	}
	return kinds[kind].layout.check(o.Columns)
}

// asText copies a file to disk; a workbook as CSV.
func asText(from io.Reader) (_ *os.File, err error) {
	raw, err := os.CreateTemp("", "pointsmall-import-*")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Discard(raw))
		}
	}()
	if _, err := io.Copy(raw, from); err != nil {
		return nil, err
	}
	if _, err := raw.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	workbook, err := isWorkbook(raw)
	if err != nil || !workbook {
		return raw, err
	}
	text, err := os.CreateTemp("", "pointsmall-import-*")
	if err != nil {
		return nil, err
	}
	if err := flatten(raw, text); err != nil {
		return nil, errors.Join(err, file.Discard(text))
	}
	if _, err := text.Seek(0, io.SeekStart); err != nil {
		return nil, errors.Join(err, file.Discard(text))
	}
	return text, file.Discard(raw)
}

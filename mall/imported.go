package mall

import "strings"

// ImportKind says what a file that is imported holds.
type ImportKind string

// The kinds of import.
const (
	// ImportMembers are members who do not sign in yet.
	ImportMembers ImportKind = "MEMBERS"
	// ImportBalances are points that members had in another system, as lots.
	ImportBalances ImportKind = "BALANCES"
	// ImportProducts are products, a row for each SKU.
	ImportProducts ImportKind = "PRODUCTS"
	// ImportStock says how many pieces of SKUs there are.
	ImportStock ImportKind = "STOCK"
	// ImportItemCodes are codes that are on goods already.
	ImportItemCodes ImportKind = "ITEM_CODES"
	// ImportPurchases are a till's purchases.
	ImportPurchases ImportKind = "PURCHASES"
)

// Values lists the kinds, for ent.
func (ImportKind) Values() []string {
	return values(ImportMembers, ImportBalances, ImportProducts, ImportStock, ImportItemCodes, ImportPurchases)
}

// Permissions are what staff need for an import of the kind, all of them. Balances are points out
// of nothing, which no second member of staff approves row by row: they take the permission
// by which that rule could be changed.
func (k ImportKind) Permissions() []Permission {
	switch k {
	case ImportMembers:
		return []Permission{PermissionMembers}
	case ImportBalances:
		return []Permission{PermissionPoints, PermissionPolicy}
	case ImportItemCodes:
		return []Permission{PermissionRules}
	case ImportPurchases:
		return []Permission{PermissionEarn}
	default:
		return []Permission{PermissionCatalogWrite}
	}
}

// ImportStatus is the state of an import.
type ImportStatus string

// The states of an import.
const (
	// ImportChecking is a dry run that goes on; ImportChecked one that has ended.
	ImportChecking ImportStatus = "CHECKING"
	ImportChecked  ImportStatus = "CHECKED"
	ImportRunning  ImportStatus = "RUNNING"
	ImportDone     ImportStatus = "DONE"
	// ImportCancelled was stopped by staff: what was added stays until it is undone.
	ImportCancelled ImportStatus = "CANCELLED"
	// ImportFailed could not go on; what was added stays until it is undone.
	ImportFailed  ImportStatus = "FAILED"
	ImportUndoing ImportStatus = "UNDOING"
	ImportUndone  ImportStatus = "UNDONE"
)

// Values lists the states, for ent.
func (ImportStatus) Values() []string {
	return values(ImportChecking, ImportChecked, ImportRunning, ImportDone, ImportCancelled, ImportFailed, ImportUndoing, ImportUndone)
}

// Working reports whether somebody is to work on an import in this state.
func (s ImportStatus) Working() bool {
	return s == ImportChecking || s == ImportRunning || s == ImportUndoing
}

// ImportOptions say how a file is read, and what becomes of it. What is empty is found out, or
// has a default.
type ImportOptions struct {
	// Columns say what the file calls a column, where that is another name than the usual ones.
	Columns   map[string]string `json:"columns,omitempty"`
	Encoding  string            `json:"encoding,omitempty"`
	Separator string            `json:"separator,omitempty"`
	Dates     string            `json:"dates,omitempty"`
	Decimal   string            `json:"decimal,omitempty"`
	// Zone is where the file's days begin; "": where the mall's do.
	Zone string `json:"zone,omitempty"`
	// Currency is that of prices; "": the mall's. Points is the kind of points; "": the mall's own.
	Currency Currency       `json:"currency,omitempty"`
	Points   PointsCurrency `json:"points,omitempty"`
	// Name is what a batch of item codes is called.
	Name string `json:"name,omitempty"`
	// Sku and Value are what rules may ask about a batch of item codes.
	Sku   string  `json:"sku,omitempty"`
	Value Decimal `json:"value,omitzero"`
	// Nobody are words that stand for no customer.
	Nobody []string `json:"nobody,omitempty"`
}

// ImportReading is how a file was read.
type ImportReading struct {
	Header    []string `json:"header"`
	Encoding  string   `json:"encoding"`
	Separator string   `json:"separator"`
	Line      int      `json:"line"`
	// UndoneBy is who has the import undone.
	UndoneBy string `json:"undoneBy,omitempty"`
}

// ImportMade is what a row added.
type ImportMade struct {
	Row int    `json:"r"`
	ID  string `json:"i"`
	Key string `json:"k,omitempty"`
}

// ImportRejected is a row that was not imported, or not undone: its line in the file, its
// cells, and why.
type ImportRejected struct {
	Line   int      `json:"l"`
	Cells  []string `json:"c,omitempty"`
	Reason Text     `json:"w"`
}

// ExportList is a list that can be exported.
type ExportList string

// The lists.
const (
	ExportMembers   ExportList = "MEMBERS"
	ExportOrders    ExportList = "ORDERS"
	ExportEntries   ExportList = "ENTRIES"
	ExportProducts  ExportList = "PRODUCTS"
	ExportStock     ExportList = "STOCK"
	ExportPurchases ExportList = "PURCHASES"
)

// Values lists the lists, for ent.
func (ExportList) Values() []string {
	return values(ExportMembers, ExportOrders, ExportEntries, ExportProducts, ExportStock, ExportPurchases)
}

// Permission is what staff need to export the list.
func (l ExportList) Permission() Permission {
	switch l {
	case ExportMembers:
		return PermissionMembers
	case ExportOrders:
		return PermissionOrders
	case ExportEntries:
		return PermissionPoints
	case ExportPurchases:
		return PermissionEarn
	default:
		return PermissionCatalogRead
	}
}

// ExportFormat is how an export is written.
type ExportFormat string

// The formats.
const (
	ExportCSV  ExportFormat = "CSV"
	ExportXLSX ExportFormat = "XLSX"
)

// Values lists the formats, for ent.
func (ExportFormat) Values() []string { return values(ExportCSV, ExportXLSX) }

// Extension is how the names of its files end.
func (f ExportFormat) Extension() string { return "." + strings.ToLower(string(f)) }

// ExportStatus is the state of an export.
type ExportStatus string

// The states of an export.
const (
	ExportRunning   ExportStatus = "RUNNING"
	ExportReady     ExportStatus = "READY"
	ExportCancelled ExportStatus = "CANCELLED"
	ExportFailed    ExportStatus = "FAILED"
)

// Values lists the states, for ent.
func (ExportStatus) Values() []string {
	return values(ExportRunning, ExportReady, ExportCancelled, ExportFailed)
}

// ExportFilter says which rows of a list are exported: null takes all.
type ExportFilter struct {
	// From and Until bound when a row was made, by the days of the mall; both are included.
	From  *Date `json:"from,omitempty"`
	Until *Date `json:"until,omitempty"`
	// Member is whose rows are exported, of lists that are members'.
	Member *MemberID `json:"member,omitempty"`
	// Status is that of orders.
	Status *OrderStatus `json:"status,omitempty"`
}

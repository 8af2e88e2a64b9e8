package members

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// builder collects accounts row by row.
type builder struct {
	*layout
	options *Options
	table   *table.Table

	statuses words[access.Status]
	kinds    words[access.Kind]
	flags    words[access.Tri]
	// The meanings of the cells met, so that few are folded.
	metStatus metWords[access.Status]
	metKind   metWords[access.Kind]
	metFlag   metWords[access.Tri]

	accounts []access.Account
	sorted   bool
	// byID finds an account again where its memberships stand in several rows.
	byID map[string]int32

	held   entitlements
	texts  slab
	emails chunks[access.Email]
	grants chunks[access.Grant]
	// address and now are the present row's, kept once its account is.
	address [1]access.Email
	now     []access.Grant
}

func newBuilder(o *Options, t *table.Table) *builder {
	r := &o.Reading
	b := &builder{
		layout: newLayout(o, t), options: o, table: t, sorted: true,
		statuses: r.statusWords(), kinds: r.kindWords(), flags: r.flagWords(),
		metStatus: metWords[access.Status]{}, metKind: metWords[access.Kind]{}, metFlag: metWords[access.Tri]{},
		held: newEntitlements(r),
	}
	if r.Rows == "memberships" {
		b.byID = map[string]int32{}
	}
	return b
}

// add takes the table's present row.
func (b *builder) add() error {
	row := b.table.Row()
	a, err := b.account(row)
	if err != nil {
		return err
	}
	if err := b.hold(row); err != nil {
		return err
	}
	if b.byID != nil {
		if i, met := b.byID[a.ID]; met {
			return b.join(&b.accounts[i], &a)
		}
	}
	b.keep(&a)
	if b.byID != nil {
		b.byID[a.ID] = int32(len(b.accounts))
	}
	if n := len(b.accounts); n > 0 && b.accounts[n-1].ID >= a.ID {
		b.sorted = false
	}
	if b.byID == nil { // how many rows an account of several memberships has, nobody tells
		b.accounts = slices.Grow(b.accounts, b.table.Expect())
	}
	b.accounts = append(b.accounts, a)
	return nil
}

// keep takes an account out of the present row, whose memory is used again.
func (b *builder) keep(a *access.Account) {
	a.ID, a.Login, a.Name, a.EmployeeID = b.texts.keep(a.ID), b.texts.keep(a.Login), b.texts.keep(a.Name), b.texts.keep(a.EmployeeID)
	if len(a.Emails) > 0 {
		a.Emails[0].Address = b.texts.keep(a.Emails[0].Address)
		a.Emails = b.emails.keep(a.Emails)
	}
	a.Grants = b.grants.keep(b.now)
}

// account reads the cells of an account, but for what it holds.
func (b *builder) account(row []string) (a access.Account, err error) {
	a = access.Account{
		ID: text(row, b.id), Login: text(row, b.login), Name: text(row, b.name), EmployeeID: text(row, b.employee),
		Row: int32(b.table.Number()),
	}
	if a.ID == "" {
		return a, b.fault(b.id, "fill it in, or name another column under `columns: {id: ...}`", "the account has no id")
	}
	for _, column := range []int{b.id, b.login, b.name, b.email, b.employee} {
		if column >= 0 && isError(row[column]) {
			return a, b.broken(column, row[column])
		}
	}
	if b.alone(row) && isTotal(a.ID) {
		return a, b.fault(b.id, "delete the row", "%s seems to be a line of totals, and no account", quote(a.ID))
	}
	if a.EmployeeID != "" && nothing(a.EmployeeID) {
		a.EmployeeID = ""
	}
	if a.Status, err = b.statusOf(row); err != nil {
		return a, err
	}
	if a.Kind, err = b.kindOf(row, a.Status); err != nil {
		return a, err
	}
	if a.MFA, err = b.flagOf(row, b.mfa); err != nil {
		return a, err
	}
	if a.Seat, err = b.flagOf(row, b.seat); err != nil {
		return a, err
	}
	if a.Created, err = b.date(row, b.created); err != nil {
		return a, err
	}
	if a.LastActive, err = b.date(row, b.lastActive); err != nil {
		return a, err
	}
	if address := text(row, b.email); address != "" && !nothing(address) {
		b.address[0] = access.Email{Address: address}
		a.Emails = b.address[:]
	}
	return a, nil
}

// broken is what is wrong with a cell whose formula failed.
func (b *builder) broken(column int, cell string) error {
	const remedy = "mend the formula, or put its value in the cell"
	return b.fault(column, remedy, "%s is the error of a formula, and no value", quote(cell))
}

// alone reports whether nothing but numbers stands beside the id.
func (b *builder) alone(row []string) bool {
	for i, cell := range row {
		if i != b.id && strings.Trim(cell, "0123456789") != "" {
			return false
		}
	}
	return len(row) > 1
}

func (b *builder) statusOf(row []string) (access.Status, error) {
	if b.status < 0 {
		return access.Enabled, nil
	}
	cell := row[b.status]
	status, known := b.metStatus.meaning(cell, b.statuses)
	if !known {
		remedy := fmt.Sprintf("say under `statuses:` whether it means enabled, invited or suspended, as in {%q: enabled}", short(cell))
		return 0, b.fault(b.status, remedy, "the status %s is not known", quote(cell))
	}
	return status, nil
}

// kindOf reads the column of kinds. Without one, a status such as "Guest" or "Bot" says it too.
func (b *builder) kindOf(row []string, status access.Status) (access.Kind, error) {
	if b.kind < 0 {
		if b.status < 0 || status == access.Invited {
			return access.Human, nil
		}
		kind, _ := b.metKind.meaning(row[b.status], b.kinds)
		return kind, nil
	}
	cell := row[b.kind]
	kind, known := b.metKind.meaning(cell, b.kinds)
	if !known {
		return 0, b.fault(b.kind, fmt.Sprintf("say what it means under `kinds:`, such as {%q: human}", short(cell)),
			"the kind %s is not known", quote(cell))
	}
	return kind, nil
}

func (b *builder) flagOf(row []string, column int) (access.Tri, error) {
	if column < 0 {
		return access.Unknown, nil
	}
	cell := row[column]
	flag, known := b.metFlag.meaning(cell, b.flags)
	if !known {
		return 0, b.fault(column, fmt.Sprintf("say what it means under `flags:`, such as {%q: yes}", short(cell)),
			"%s is neither yes nor no", quote(cell))
	}
	return flag, nil
}

func (b *builder) date(row []string, column int) (access.Date, error) {
	if column < 0 || row[column] == "" || never(row[column]) {
		return 0, nil
	}
	d, err := b.table.Date(row[column], b.options.Reading.order())
	if err != nil {
		return 0, b.fault(column, "mend the cell, or leave it empty", "%s", err)
	}
	return d, nil
}

// join adds a further membership to an account met before: what decides over the account must be the same in every row,
// and whatever else differs must not depend on the order of the rows.
func (b *builder) join(a, more *access.Account) error {
	for _, f := range []struct {
		column    int
		had, have string
	}{
		{b.status, a.Status.String(), more.Status.String()},
		{b.kind, a.Kind.String(), more.Kind.String()},
		{b.login, fold.Key(a.Login), fold.Key(more.Login)},
		{b.email, fold.Key(a.Email()), fold.Key(more.Email())},
		{b.employee, fold.Key(a.EmployeeID), fold.Key(more.EmployeeID)},
		{b.mfa, a.MFA.String(), more.MFA.String()},
		{b.seat, a.Seat.String(), more.Seat.String()},
	} {
		if f.had != f.have {
			return b.fault(f.column, "one account is one thing: mend the rows", "the account %s is %s here and %s in row %d",
				quote(a.ID), quote(f.have), quote(f.had), a.Row)
		}
	}
	b.spell(&a.Name, more.Name)
	b.spell(&a.Login, more.Login)
	b.spell(&a.EmployeeID, more.EmployeeID)
	if len(a.Emails) > 0 {
		b.spell(&a.Emails[0].Address, more.Emails[0].Address)
	}
	a.Created = earliest(a.Created, more.Created)
	a.LastActive = max(a.LastActive, more.LastActive)
	a.Grants = append(a.Grants, b.now...)
	return nil
}

// spell takes another spelling of a text if it sorts before the one that there is, or if there is none.
func (b *builder) spell(text *string, other string) {
	if other != "" && (*text == "" || other < *text) {
		*text = b.texts.keep(other)
	}
}

func earliest(a, b access.Date) access.Date {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// snapshot puts everything in order.
func (b *builder) snapshot() (access.Snapshot, error) {
	if !b.sorted {
		sortByID(b.accounts)
	}
	for i := 1; i < len(b.accounts); i++ {
		if x, y := &b.accounts[i-1], &b.accounts[i]; x.ID == y.ID {
			place := b.table.Place(b.id)
			place.Row = int(y.Row)
			return access.Snapshot{}, &table.Error{
				Place: place, Text: fmt.Sprintf("the id %s stands in row %d too", quote(x.ID), x.Row),
				Remedy: "an id names one account: choose another column under `columns: {id: ...}`, or say `rows: memberships`",
			}
		}
	}
	facts := b.table.Facts()
	s := access.Snapshot{
		Taken: b.options.taken(facts.Modified), File: facts.File, Reach: b.reach(b.options), Total: -1,
		Levels: b.options.Reading.Levels, Accounts: b.accounts, Hash: facts.SHA256, Rows: facts.Rows,
	}
	s.Entitlements = b.held.settle(b.accounts)
	if b.status < 0 && len(s.Accounts) > 0 {
		s.Remarks = append(s.Remarks, b.noStatus())
	}
	return s, nil
}

// noStatus says what it means that no column was taken for the status.
func (b *builder) noStatus() string {
	remark := "the export has no status column: every account counts as enabled"
	for i := range b.further {
		if header := b.further[i].header; isHeaderOf(fieldStatus, header) {
			return fmt.Sprintf("%s; if the column %s says it too, add `columns: {status: %s}`", remark, quote(header), short(header))
		}
	}
	return remark
}

package reports

import (
	"fmt"
	"io"
	"iter"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// Holdings are who has what, which the document of a run does not say.
type Holdings struct {
	// All gives every access of every account, by target and account, the account itself first. It is gone through once.
	All iter.Seq2[access.Held, error]
	// Person says who somebody is by id, asked once for each; nil, or no name, where that is not known.
	Person func(id string) Colleague
}

// HoldingsOf are who has what by an inventory.
func HoldingsOf(r *access.Inventory) *Holdings {
	return &Holdings{All: r.Held, Person: func(id string) Colleague {
		return Colleague{Name: r.Name(id).Name, Department: r.Department(id)}
	}}
}

// mostInBook is how many accesses a workbook on who had what holds: what a spreadsheet still opens without a pause.
const mostInBook = 250_000

// AccessWorkbook writes who had what: by which reads, by person, by app, and up to 50,000 accesses as a matrix. More than
// 250,000 are an error: an inventory is whole, or none.
func AccessWorkbook(w io.Writer, r *access.Inventory, o Options) error {
	run := &access.Run{Run: access.RunHead{AsOf: r.AsOf}}
	l := usual()
	few := l.held
	l.held = mostInBook
	return writeWorkbook(w, run, HoldingsOf(r), o, l, func(b *workbook) []func() error {
		if b.held.part {
			return []func() error{func() error {
				return fmt.Errorf("there are %s accesses, and a workbook holds %s: write them as csv or json, or ask for one app",
					number(b.held.total), number(mostInBook))
			}}
		}
		rests := func() error { return b.restsOn(r) }
		if len(b.held.rows) > few {
			return []func() error{rests, b.byPerson, b.byApp}
		}
		return []func() error{rests, b.byPerson, b.byApp, b.matrix}
	})
}

// Colleague is what a report says of a person besides the id.
type Colleague struct{ Name, Department string }

// limits are how much a workbook holds.
type limits struct {
	// held is above how many accesses not all of them are listed, rows how many rows a table has.
	held, rows int
}

// usual leaves room on a sheet for what stands around a table.
func usual() limits { return limits{held: 50_000, rows: sheet.MaxRows - 64} }

// Workbook writes the run as an Excel workbook, one sheet for each question. Where held is nil, or gives more than 50,000
// accesses, the sheets By person and Access matrix are left out, which the first sheet says.
func Workbook(w io.Writer, run *access.Run, held *Holdings, o Options) error {
	return writeWorkbook(w, run, held, o, usual(), (*workbook).sheets)
}

// FindingsWorkbook writes the findings alone, for a mail that may not carry more.
func FindingsWorkbook(w io.Writer, run *access.Run, o Options) error {
	return writeWorkbook(w, run, nil, o, usual(), func(b *workbook) []func() error {
		return []func() error{func() error { return b.findings(b.gapWords()) }}
	})
}

// workbook is a run being written into a book.
type workbook struct {
	book *sheet.Book
	run  *access.Run
	// options say what may be shown.
	options Options
	// m knows the words, and what may be shown.
	m    *maker
	held *holdings
	// hushed knows people who are leaving and may not be shown.
	hushed hushed
	limits limits
	// zone is that of the run, in which all times are shown.
	zone *time.Location
}

func writeWorkbook(
	w io.Writer, run *access.Run, held *Holdings, o Options, l limits, sheets func(*workbook) []func() error,
) error {
	b := &workbook{run: run, options: o, m: newMaker(run, o), limits: l, zone: time.UTC}
	if !run.Run.Started.IsZero() {
		b.zone = run.Run.Started.Location()
	}
	b.hush()
	var err error
	if b.held, err = b.collect(held); err != nil {
		return err
	}
	b.book, err = sheet.New(sheet.Properties{Title: Headline(run), Author: "reconcile", Made: run.Run.Finished})
	if err != nil {
		return err
	}
	for _, write := range sheets(b) {
		if err == nil {
			err = write()
		}
	}
	if err == nil {
		err = b.book.Write(w)
	}
	if closing := b.book.Close(); err == nil && closing != nil {
		err = fmt.Errorf("clean up after the workbook: %w", closing)
	}
	return err
}

// sheets are what the book is made of, in order.
func (b *workbook) sheets() []func() error {
	list := []func() error{b.summary, func() error { return b.findings("") }}
	if b.held.known && !b.held.part {
		list = append(list, b.byPerson, b.byApp, b.matrix)
	} else if b.held.known {
		list = append(list, b.byApp)
	}
	return append(list, b.leavers, b.joiners, b.cost, b.coverage, b.rules, b.plan, b.about)
}

// leftOut says what the book does not hold.
func (b *workbook) leftOut() []string {
	var list []string
	switch h := b.held; {
	case !h.known:
		list = append(list, "Who has what was not at hand: the sheets By person, By app and Access matrix are left out.")
	case h.part:
		list = append(list, fmt.Sprintf("There are %s accesses, more than %s: the sheets By person and Access matrix are left out, "+
			"and By app lists privileged access and what findings are about.", number(h.total), number(b.limits.held)))
	}
	if n := b.held.cut; n > 0 {
		list = append(list, "By app lists the gravest "+number(len(b.held.rows))+" of these, and leaves out "+number(n)+".")
	}
	if all := len(b.m.shown); all > b.limits.rows {
		list = append(list, "Findings lists the gravest "+number(b.limits.rows)+" of "+number(all)+".")
	}
	if all := b.planned(); all > b.limits.rows {
		list = append(list, "Plan lists the first "+number(b.limits.rows)+" of "+number(all)+" actions.")
	}
	return list
}

// local shows a time in the zone of the run.
func (b *workbook) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(b.zone)
}

// zoneName words the zone in which times are shown.
func (b *workbook) zoneName() string { return "UTC" + b.local(b.run.Run.Started).Format("-07:00") }

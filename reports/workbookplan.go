package reports

import (
	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// plan writes the actions in their order, with what holds them back.
func (b *workbook) plan() error {
	all := b.planned()
	hidden := len(b.run.Plan.Actions) - all
	fields := planFields(sentences(all))
	note := "In the order in which they would be done. Nothing is done in a dry run."
	if digest := hash(b.run.Plan.Hash); digest != "" {
		note += " Plan " + digest + "."
	}
	if hidden > 0 {
		note += " " + count(hidden, "action is", "actions are") + " shown in a confidential report only."
	}
	if all > b.limits.rows {
		note = "The first " + number(b.limits.rows) + " of " + number(all) + ": a sheet holds no more. " + note
	}
	return writeTableSheet(b, tableSheet{
		name: "Plan", title: "Plan (" + count(all, "action", "actions") + ")", note: note, table: "Plan", tab: sheet.Pale, frozen: 2,
		printed: at(fields, "By hand") + 1, tones: byState(1),
	}, fields, all, b.actions)
}

func planFields(long sheet.Style) []field[plannedStep] {
	person := func(a plannedStep) access.PersonName { p, _ := names(a.Person, nil); return p }
	account := func(a plannedStep) access.AccountName { _, n := names(nil, a.Account); return n }
	return []field[plannedStep]{
		{"No.", 7, sheet.Number, func(a plannedStep) any { return a.order }},
		{"State", 11, sheet.Text, func(a plannedStep) any { return stateWord(a.State) }},
		{"Action", 11, sheet.Text, func(a plannedStep) any { return string(a.Kind) }},
		{"App", 14, sheet.Text, func(a plannedStep) any { return a.Target }},
		{"Person", 22, sheet.Text, func(a plannedStep) any { return personName(a.Person) }},
		{"Account", 28, sheet.Text, func(a plannedStep) any { return accountText(a.Account) }},
		{"Access", 28, long, func(a plannedStep) any { return a.Entitlement }},
		{"With it", 26, long, func(a plannedStep) any { return joined(a.With) }},
		{"Held back by", 22, long, func(a plannedStep) any { return guardList(a.Action) }},
		{"Arithmetic and way out", 60, long, func(a plannedStep) any { return guardReasons(a.Action) }},
		{"By hand", 36, long, func(a plannedStep) any { return a.Manual }},
		{"Expects", 14, sheet.Text, func(a plannedStep) any { return a.Expected }},
		{"Removal", 9, sheet.Text, func(a plannedStep) any { return yesOnly(a.Removal) }},
		{"Leaver", 9, sheet.Text, func(a plannedStep) any { return yesOnly(a.Leaver) }},
		{"Person id", 12, sheet.Text, func(a plannedStep) any { return person(a).ID }},
		{"Account id", 14, sheet.Text, func(a plannedStep) any { return account(a).ID }},
		{"Login", 20, sheet.Text, func(a plannedStep) any { return account(a).Login }},
		{"E-mail", 26, sheet.Text, func(a plannedStep) any { return account(a).Email }},
		{"Finding", 18, sheet.Text, func(a plannedStep) any { return a.Finding }},
	}
}

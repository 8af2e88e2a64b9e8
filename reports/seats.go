package reports

import "fmt"

// seatRow is what an app costs, as far as that is configured. What is not known is "-".
type seatRow struct {
	Name, Bought, Taken, Freed, Each, Month, Spare string
}

// seats gives each app with seats or a price a row, and each currency one for all where there are several apps.
func (m *maker) seats() []seatRow {
	var rows []seatRow
	var currencies []string
	month, spare, apps := map[string]int64{}, map[string]int64{}, map[string]int{}
	for i := range m.run.Targets {
		s := m.run.Targets[i].Seats
		if s == nil {
			continue
		}
		paid := max(0, s.Bought)
		if paid == 0 {
			paid = max(0, s.Taken)
		}
		unused := min(paid, max(0, paid-s.Taken)+max(0, s.Freed))
		r := seatRow{
			Name: clean(m.run.Targets[i].Name), Bought: unless(s.Bought), Taken: number(s.Taken), Freed: number(s.Freed), Each: "-",
			Month: "-", Spare: "-",
		}
		if s.CostCents > 0 {
			currency := clean(s.Currency)
			r.Each, r.Month = money(s.CostCents, currency), money(s.CostCents*int64(paid), currency)
			r.Spare = money(s.CostCents*int64(unused), currency)
			if apps[currency]++; apps[currency] == 1 {
				currencies = append(currencies, currency)
			}
			month[currency] += s.CostCents * int64(paid)
			spare[currency] += s.CostCents * int64(unused)
		}
		rows = append(rows, r)
	}
	for _, currency := range currencies {
		if apps[currency] > 1 {
			rows = append(rows, seatRow{
				Name: "all in " + currency, Month: money(month[currency], currency),
				Spare: money(spare[currency], currency),
			})
		}
	}
	return rows
}

// money words hundredths of a currency.
func money(cents int64, currency string) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	s := fmt.Sprintf("%s%s.%02d", sign, number(int(cents/100)), cents%100)
	if currency != "" {
		s += " " + currency
	}
	return s
}

// seatsNote says what the figures of seats rest on.
const seatsNote = "A month, by the prices that are configured. To spare are seats that are bought and not taken, and those " +
	"that would be free if every finding were mended."

package judge

import "fmt"

// String returns "21.00 USD", or "" where nothing is known.
func (m Money) String() string {
	if m.Cents == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d %s", m.Cents/100, m.Cents%100, m.Currency)
}

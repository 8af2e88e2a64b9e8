package reports

// Options say how a report for people is laid out, and how much of it they may see.
type Options struct {
	// Width is the number of columns, 0 for 80. Under 40 it counts as 40.
	Width int
	// Colour allows ANSI colours. Nothing is said by colour alone.
	Colour bool
	// Confidential shows people who are leaving: their findings, and in an explanation their end date.
	Confidential bool
	// Attached names what goes with a mail ("acme-2026-11-24.xlsx"), "" for nothing: the mail says that the rest is there.
	Attached string
}

const (
	defaultWidth = 80
	leastWidth   = 40
)

// width is the number of columns that no line exceeds.
func (o Options) width() int {
	if o.Width == 0 {
		return defaultWidth
	}
	return max(o.Width, leastWidth)
}

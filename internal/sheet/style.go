package sheet

import "github.com/xuri/excelize/v2"

// Style is how a cell looks and how it shows its value.
type Style int

// The styles: of values, then of what stands around them.
const (
	// Text is a text on one line, Wrapped one on several.
	Text Style = iota
	Wrapped
	// Number is a whole number, Decimal one with a place, Money one with two, Share a part of 1 shown in per cent.
	Number
	Decimal
	Money
	Share
	// Day is a date, Moment a date with the time, Fact a number that stands among texts.
	Day
	Moment
	Fact
	// Strong is a text that matters, Quiet one that does not.
	Strong
	Quiet
	// Alarm, Warn and Fine are texts on red, yellow and green.
	Alarm
	Warn
	Fine
	// Title, Note and Heading open a sheet and its blocks; Over stands over a column, OverNumber over one of numbers.
	Title
	Note
	Heading
	Over
	OverNumber
	// The totals under columns.
	TotalText
	TotalNumber

	lastStyle
)

// The colours of text, of lines and of what stands over columns.
const (
	ink      = "1F2A44"
	grey     = "5B6577"
	line     = "C3CBD9"
	headFill = "E4E9F2"
)

// opaque stands before a colour where the format wants to know how much shines through.
const opaque = "FF"

// textFormat is the number format in which a spreadsheet calculates nothing, whatever is typed.
const textFormat = 49

// look is the style in the library's terms.
func (s Style) look() *excelize.Style {
	font := &excelize.Font{Family: "Calibri", Size: 10.5, Color: ink}
	place := &excelize.Alignment{Vertical: "center"}
	look := &excelize.Style{Font: font, Alignment: place}
	switch s {
	case Number, TotalNumber, Fact:
		look.NumFmt = 3
	case Money:
		look.NumFmt = 4
	case Decimal:
		look.CustomNumFmt = format("#,##0.0")
	case Share:
		look.CustomNumFmt = format("0.0%")
	case Day:
		look.CustomNumFmt = format("yyyy-mm-dd")
	case Moment:
		look.CustomNumFmt = format("yyyy-mm-dd hh:mm")
	default:
		look.NumFmt = textFormat
	}
	if s == OverNumber || s.numeric() {
		place.Horizontal, place.Indent = "right", 1
	} else {
		place.Horizontal = "left"
	}
	switch s {
	case Wrapped, Note:
		place.WrapText = true
	case Strong:
		font.Bold = true
	case Quiet:
		font.Color = grey
	case Alarm, Warn, Fine:
		t := map[Style]Tone{Alarm: Red, Warn: Yellow, Fine: Green}[s]
		font.Color, look.Fill, place.WrapText = t.ink(), solid(t.fill()), true
	case Title:
		font.Size, font.Bold, place.Vertical, place.WrapText = 16, true, "center", true
	case Heading:
		font.Size, font.Bold, place.Vertical = 12, true, "bottom"
		look.Border = []excelize.Border{{Type: "bottom", Color: ink, Style: 1}}
	case Over, OverNumber:
		font.Bold, look.Fill, place.WrapText, place.Vertical = true, solid(headFill), true, "center"
		look.Border = []excelize.Border{{Type: "bottom", Color: line, Style: 1}}
	case TotalText, TotalNumber:
		font.Bold = true
		look.Border = []excelize.Border{{Type: "top", Color: ink, Style: 1}}
	}
	if s == Note {
		font.Color = grey
	}
	return look
}

// numeric reports whether a style is of numbers, which stand one under the other.
func (s Style) numeric() bool {
	return s >= Number && s <= Share || s == TotalNumber
}

// wraps reports whether a style's texts take several lines.
func (s Style) wraps() bool { return s == Wrapped || s >= Alarm && s <= Note }

func format(s string) *string { return &s }

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// Tone is the colour of a condition.
type Tone int

// The tones, from the gravest to the calmest.
const (
	Red Tone = iota
	Orange
	Yellow
	Blue
	Green
	Pale
)

func (t Tone) fill() string {
	return [...]string{"F6D5D5", "FBE3D0", "FDF3CF", "E1ECF7", "DDF0E1", "ECEEF2"}[t]
}

func (t Tone) ink() string {
	return [...]string{"7A1616", "7D3A05", "5F4B00", "1E4670", "1B5530", grey}[t]
}

// strong is the tone in a chart, where little of it is seen.
func (t Tone) strong() string {
	return [...]string{"B23A3A", "E08A4B", "E7C65A", "8DB1D6", "7DB88A", "C3CBD9"}[t]
}

package sheet

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// Chart shows figures of its own sheet as columns.
type Chart struct {
	Title string
	// Column and Row are where its upper left corner stands, Column from 0.
	Column, Row int
	// Width and Height are in pixels.
	Width, Height uint
	// Stacked columns show parts of a whole, others stand side by side.
	Stacked bool
	// Categories are the cells under the columns, as Range.Cells names them; a chart of one says nothing there.
	Categories string
	Series     []Series
}

// Series is one colour of a chart.
type Series struct {
	// Name is the cell that names it, Values those with the figures.
	Name, Values string
	Tone         Tone
}

// Chart adds a chart, for which room must be left.
func (s *Sheet) Chart(c Chart) {
	if s.err != nil {
		return
	}
	kind, overlap, gap := excelize.Col, -20, uint(60)
	if c.Stacked {
		kind, overlap = excelize.ColStacked, 100
	}
	labels := excelize.ChartTickLabelNextToAxis
	if !strings.Contains(c.Categories, ":") {
		labels = excelize.ChartTickLabelNone
	}
	head := excelize.Font{Family: "Calibri", Size: 12, Bold: true, Color: ink}
	font := excelize.Font{Family: "Calibri", Size: 9, Color: grey}
	var series []excelize.ChartSeries
	for _, one := range c.Series {
		series = append(series, excelize.ChartSeries{
			Name: s.ref(one.Name), Categories: s.ref(c.Categories), Values: s.ref(one.Values), Fill: solid(one.Tone.strong()),
			DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Family: "Calibri", Size: 9, Color: ink}},
		})
	}
	s.keep(s.book.file.AddChart(s.name, at(c.Column, c.Row), &excelize.Chart{
		Type: kind, Series: series, Overlap: &overlap, GapWidth: &gap,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: &head}}},
		Dimension: excelize.ChartDimension{Width: c.Width, Height: c.Height},
		Format:    excelize.GraphicOptions{AltText: c.Title, OffsetX: 4, OffsetY: 4},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: &font},
		PlotArea:  excelize.ChartPlotArea{ShowVal: !c.Stacked},
		XAxis:     excelize.ChartAxis{Font: font, TickLabelPosition: labels},
		YAxis:     excelize.ChartAxis{Font: font, MajorGridLines: c.Stacked, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"}},
		Border:    excelize.LineOptions{Type: excelize.LineNone},
	}))
}

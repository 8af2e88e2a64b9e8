package reports

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// grid is a table without lines: one row, one line. Cells that do not fit are shortened, the widest first.
type grid struct {
	head []string
	rows [][]string
	// right tells the columns of numbers.
	right []bool
	// styles are those of the first cell of each row, where there are any.
	styles []string
}

// leastCell is what a column keeps when there is no room.
const leastCell = 3

// grid lays a table out.
func (p *page) grid(indent int, g grid) {
	widths := g.widths(p.width - indent)
	t := table.NewWriter()
	t.SetStyle(table.Style{Box: table.BoxStyle{PaddingRight: " "}, Options: table.OptionsNoBordersAndSeparators})
	t.SuppressTrailingSpaces()
	var configs []table.ColumnConfig
	for i := range widths {
		if i < len(g.right) && g.right[i] {
			configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.SetColumnConfigs(configs)
	if g.head != nil {
		t.AppendHeader(cells(g.head, widths))
	}
	for i, row := range g.rows {
		line := cells(row, widths)
		if i < len(g.styles) {
			line[0] = p.paint(g.styles[i], line[0].(string))
		}
		t.AppendRow(line)
	}
	for _, line := range strings.Split(t.Render(), "\n") {
		p.row(indent, line)
	}
}

// widths shares the columns of a page out.
func (g *grid) widths(room int) []int {
	var widths []int
	for _, row := range append([][]string{g.head}, g.rows...) {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for {
		sum, widest := len(widths)-1, 0
		for i, w := range widths {
			sum += w
			if w > widths[widest] {
				widest = i
			}
		}
		if sum <= room || widths[widest] <= leastCell {
			return widths
		}
		widths[widest] -= min(sum-room, max(1, widths[widest]/8))
	}
}

func cells(row []string, widths []int) table.Row {
	line := make(table.Row, len(row))
	for i, cell := range row {
		line[i] = shorten(cell, widths[i])
	}
	return line
}

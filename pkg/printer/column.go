package printer

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Cell is one value of a table: a text and how it should strike the eye. The
// text says everything; the tone only helps to find it.
type Cell struct {
	Text string
	Tone Tone
}

// Column is one column of a table whose rows are T. Priority 1 is for -o wide only.
type Column[T any] struct {
	metav1.TableColumnDefinition
	Cell func(T) Cell
}

// column makes a column that every table shows.
func column[T any](name, description string, cell func(T) Cell) Column[T] {
	return Column[T]{metav1.TableColumnDefinition{Name: name, Type: "string", Description: description}, cell}
}

// wideColumn makes a column that only -o wide shows.
func wideColumn[T any](name, description string, cell func(T) Cell) Column[T] {
	c := column(name, description, cell)
	c.Priority = 1
	return c
}

// text makes cells of plain strings.
func text[T any](f func(T) string) func(T) Cell {
	return func(t T) Cell { return toned(f(t)) }
}

// toned is a cell with the tone that its text alone decides: a dash for nothing
// is dimmed, a question mark for something not known is not to be overlooked.
func toned(s string) Cell {
	switch s {
	case none:
		return Cell{s, Dim}
	case unknown:
		return Cell{s, Warn}
	}
	return Cell{Text: s}
}

// table adds a table to the page; one without rows adds nothing.
func table[T any](p *page, columns []Column[T], rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	var g grid
	var shown []Column[T]
	for _, c := range columns {
		if c.Priority == 0 || p.wide() {
			shown = append(shown, c)
			g.headers = append(g.headers, Visible(strings.ToUpper(c.Name)))
		}
	}
	for _, row := range rows {
		cells := make([]Cell, len(shown))
		for i, c := range shown {
			cells[i] = c.Cell(row)
			cells[i].Text = Visible(cells[i].Text)
		}
		g.rows = append(g.rows, cells)
	}
	return p.grid(g)
}

package imports

import "strings"

// quotes says how a text's quotation marks stand.
type quotes int

const (
	quotesClosed quotes = iota
	// quotesOpen is a quotation mark that the text does not close: more of it may follow.
	quotesOpen
	// quotesMisplaced is one where none may be.
	quotesMisplaced
)

// split splits a CSV row into its cells, as RFC 4180 says. It keeps ="001", by which some
// exports stop a spreadsheet from reading 001 as a number, as it stands.
func split(text string, separator byte) ([]string, quotes) {
	var cells []string
	for {
		cell, rest, more, q := cutCell(text, separator)
		if q != quotesClosed {
			return nil, q
		}
		cells = append(cells, cell)
		if !more {
			return cells, quotesClosed
		}
		text = rest
	}
}

// cutCell cuts the first cell off a row; more is true when a separator follows it.
func cutCell(text string, separator byte) (cell, rest string, more bool, q quotes) {
	if strings.HasPrefix(text, `"`) {
		return cutQuoted(text[1:], separator)
	}
	if strings.HasPrefix(text, `="`) {
		inner, rest, more, q := cutQuoted(text[2:], separator)
		return `="` + inner + `"`, rest, more, q
	}
	cell, rest, more = strings.Cut(text, string(separator))
	if strings.Contains(cell, `"`) {
		return "", "", false, quotesMisplaced
	}
	return cell, rest, more, quotesClosed
}

// cutQuoted cuts a cell whose first quotation mark has been read.
func cutQuoted(text string, separator byte) (cell, rest string, more bool, q quotes) {
	var b strings.Builder
	for {
		part, after, closed := strings.Cut(text, `"`)
		if !closed {
			return "", "", false, quotesOpen
		}
		b.WriteString(part)
		switch {
		case after == "":
			return b.String(), "", false, quotesClosed
		case after[0] == separator:
			return b.String(), after[1:], true, quotesClosed
		case after[0] != '"':
			return "", "", false, quotesMisplaced
		}
		b.WriteByte('"')
		text = after[1:]
	}
}

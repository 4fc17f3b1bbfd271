package imports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// guess reads a file without a mark and says what it is written in: UTF-8, GB18030, or
// UTF-16. It never guesses between what it cannot tell apart: then it is an error.
//
//   - A file whose bytes are all UTF-8 is UTF-8.
//   - A file that is UTF-8 but for a few bytes (one in 20 characters) is UTF-8, too; the
//     rows with those bytes are rejected where they are needed.
//   - In Chinese text nearly all characters of GB18030 are two bytes from 0xA1 on (the
//     part that is GB 2312). Western texts in windows-1252 have an ASCII letter behind
//     most accents instead.
func guess(file io.Reader) (Encoding, error) {
	in := bufio.NewReaderSize(file, 64<<10)
	var c census
	for {
		b, err := in.ReadByte()
		if errors.Is(err, io.EOF) {
			return c.verdict()
		}
		if err != nil {
			return "", fmt.Errorf("read the file: %w", err)
		}
		c.take(b)
	}
}

// census counts what a file's bytes would be in several encodings at once.
type census struct {
	bytes int64
	// nuls are zero bytes at even and at odd places.
	nuls [2]int64
	// characters and broken are UTF-8's characters of several bytes, and bytes that are in none.
	characters, broken int64
	firstBroken        int64 // the line
	lines              int64
	expect, seen       int // of the UTF-8 character that is being read
	// pairs are GB18030's characters of two bytes, common those of GB 2312.
	pairs, common, unpaired int64
	lead                    byte
}

func (c *census) take(b byte) {
	if b == 0 {
		c.nuls[c.bytes%2]++
	}
	c.bytes++
	c.takeUTF8(b)
	c.takePair(b)
	if b == '\n' {
		c.lines++
	}
}

// takeUTF8 follows the length that each first byte promises; overlong forms and
// surrogates, which only attacks have, are left to those who read the rows.
func (c *census) takeUTF8(b byte) {
	if c.expect > 0 && b&0xc0 == 0x80 {
		if c.seen++; c.seen == c.expect {
			c.characters++
			c.expect = 0
		}
		return
	}
	if c.expect > 0 {
		c.breakUTF8()
	}
	c.seen = 0
	switch {
	case b < 0x80:
		c.expect = 0
	case b >= 0xc2 && b < 0xe0:
		c.expect = 1
	case b >= 0xe0 && b < 0xf0:
		c.expect = 2
	case b >= 0xf0 && b < 0xf5:
		c.expect = 3
	default:
		c.expect = 0
		c.breakUTF8()
	}
}

func (c *census) breakUTF8() {
	if c.broken == 0 {
		c.firstBroken = c.lines + 1
	}
	c.broken++
}

func (c *census) takePair(b byte) {
	switch {
	case c.lead == 0 && b >= 0x81 && b != 0xff:
		c.lead = b
		return
	case c.lead == 0 && b < 0x80:
		return
	case c.lead >= 0xa1 && b >= 0xa1 && b != 0xff:
		c.pairs++
		c.common++
	case c.lead != 0 && b >= 0x40 && b != 0x7f && b != 0xff, c.lead != 0 && b >= '0' && b <= '9': // the latter: the first half of four bytes
		c.pairs++
	default:
		c.unpaired++
	}
	c.lead = 0
}

// verdict says what the file is written in.
func (c *census) verdict() (Encoding, error) {
	if c.expect > 0 {
		c.breakUTF8()
	}
	const few = 20
	switch half := c.bytes / 2; {
	case half > 0 && c.nuls[1] > half/few*4 && c.nuls[0] < half/few:
		return UTF16LE, nil
	case half > 0 && c.nuls[0] > half/few*4 && c.nuls[1] < half/few:
		return UTF16BE, nil
	case c.broken*few <= c.characters:
		return UTF8, nil
	case c.unpaired == 0 && c.common*few >= c.pairs*(few-2):
		return GB18030, nil
	}
	return "", fmt.Errorf("line %d is not UTF-8, and the file does not look like GB18030: say by --encoding what it is written in", c.firstBroken)
}

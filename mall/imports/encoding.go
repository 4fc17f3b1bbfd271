package imports

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how a file writes its characters.
type Encoding string

// The encodings that can be read. GB18030 includes GBK and GB 2312.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	GB18030     Encoding = "gb18030"
	Big5        Encoding = "big5"
	Windows1252 Encoding = "windows-1252"
)

// codecs decode and encode what is not UTF-8.
var codecs = map[Encoding]encoding.Encoding{
	UTF16LE:     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	UTF16BE:     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	GB18030:     simplifiedchinese.GB18030,
	Big5:        traditionalchinese.Big5,
	Windows1252: charmap.Windows1252,
}

// Encodings lists what can be read.
func Encodings() []Encoding {
	return append([]Encoding{UTF8}, slices.Sorted(maps.Keys(codecs))...)
}

// marks are the bytes by which a file may say its encoding, in its first place.
var marks = []struct {
	bytes    []byte
	encoding Encoding
}{
	{[]byte("\xef\xbb\xbf"), UTF8},
	{[]byte("\xff\xfe"), UTF16LE},
	{[]byte("\xfe\xff"), UTF16BE},
}

// script is a file's encoding, and how it is known.
type script struct {
	encoding Encoding
	// mark are the bytes that come before the text.
	mark []byte
	// guessed is true when neither a mark nor the caller says the encoding.
	guessed bool
}

// findScript finds out a file's encoding. wanted is what the caller says; empty: guess
// by the mark, and without one by all bytes of the file.
func findScript(file io.ReadSeeker, wanted Encoding) (script, error) {
	s := script{encoding: wanted}
	start := make([]byte, 4)
	n, err := io.ReadFull(file, start)
	if err != nil && n == 0 && err != io.EOF { //nolint:errorlint // ReadFull returns io.EOF itself
		return s, err
	}
	for _, m := range marks {
		if !bytes.HasPrefix(start[:n], m.bytes) {
			continue
		}
		if wanted != "" && wanted != m.encoding {
			return s, fmt.Errorf("the file begins with the mark of %s, but --encoding says %s", m.encoding, wanted)
		}
		return script{encoding: m.encoding, mark: m.bytes}, nil
	}
	if wanted != "" {
		return s, nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return s, err
	}
	s.guessed = true
	s.encoding, err = guess(file)
	return s, err
}

// reader reads the file from its beginning as UTF-8, without its mark.
func (s script) reader(file io.ReadSeeker) (io.Reader, error) {
	if _, err := file.Seek(int64(len(s.mark)), io.SeekStart); err != nil {
		return nil, err
	}
	if codec := codecs[s.encoding]; codec != nil {
		return codec.NewDecoder().Reader(file), nil
	}
	return file, nil
}

// writer writes UTF-8 in the file's encoding, with its mark. What the encoding has no
// character for becomes a question mark.
func (s script) writer(w io.Writer) (io.Writer, error) {
	if _, err := w.Write(s.mark); err != nil {
		return nil, err
	}
	if codec := codecs[s.encoding]; codec != nil {
		return encoding.ReplaceUnsupported(codec.NewEncoder()).Writer(w), nil
	}
	return w, nil
}

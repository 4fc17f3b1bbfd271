package imports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func encode(t require.TestingT, e Encoding, text string) string {
	encoded, err := codecs[e].NewEncoder().String(text)
	require.NoError(t, err)
	return encoded
}

const chinese = "单号,货号,数量,时间,单价,会员号\n10001,龙井茶,1,2026-01-05 10:00,30.5,张三\n"

func TestEncodingsAreGuessed(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Encoding // empty: it cannot be guessed
	}{
		"nothing":                 {"", UTF8},
		"ASCII":                   {header, UTF8},
		"UTF-8":                   {chinese, UTF8},
		"UTF-8, one byte broken":  {strings.Repeat(chinese, 20) + "\xff", UTF8},
		"UTF-8, cut in a letter":  {strings.Repeat(chinese, 20) + "\xe9\xbe", UTF8},
		"GBK":                     {encode(t, GB18030, chinese), GB18030},
		"GB18030's four bytes":    {encode(t, GB18030, chinese+"𠮷野家\n"), GB18030},
		"UTF-16 without a mark":   {encode(t, UTF16LE, header+chinese), UTF16LE},
		"UTF-16, the other way":   {encode(t, UTF16BE, header+chinese), UTF16BE},
		"a pound sign in Latin-1": {header + "1,\xa3 sign,1\n", ""},
		"French in Latin-1":       {header + "d\xe9j\xe0 vu, caf\xe9 cr\xe8me, th\xe9\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := guess(strings.NewReader(c.text))
			if c.want == "" {
				require.ErrorContains(t, err, "line 2 is not UTF-8")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

// Chinese text of everyday characters is found out, whatever it says.
func TestChineseIsGuessed(t *testing.T) {
	everyday := []rune("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经")
	rapid.Check(t, func(t *rapid.T) {
		text := "会员,商品,门店,备注,金额\n" + string(rapid.SliceOfN(rapid.SampledFrom(everyday), 1, 60).Draw(t, "text"))
		got, err := guess(strings.NewReader(encode(t, GB18030, text)))
		require.NoError(t, err)
		assert.Equal(t, GB18030, got)
		got, err = guess(strings.NewReader(text))
		require.NoError(t, err)
		assert.Equal(t, UTF8, got)
	})
}

func TestAMarkSaysTheEncoding(t *testing.T) {
	for mark, want := range map[string]Encoding{"\xef\xbb\xbf": UTF8, "\xff\xfe": UTF16LE, "\xfe\xff": UTF16BE} {
		got, err := findScript(strings.NewReader(mark+"x\x00"), "")
		require.NoError(t, err)
		assert.Equal(t, script{encoding: want, mark: []byte(mark)}, got)
		_, err = findScript(strings.NewReader(mark), GB18030)
		require.ErrorContains(t, err, "--encoding says gb18030")
	}
	got, err := findScript(strings.NewReader(""), Big5)
	require.NoError(t, err)
	assert.Equal(t, script{encoding: Big5}, got)
}

package search

import "slices"

// signatureBits is how long the signature of a product's texts is. A text of 300 different
// pairs and 80 different characters sets every sixth of them, so a character is looked for in
// one of 200 texts that do not have it, a word of two in one of 35, and each further character
// divides that by 35.
const signatureBits = 4096

// Of each character and pair, how many bits are set. With one alone, a rare character could
// share it with a pair that nearly all texts have.
const (
	characterBits = 3
	pairBits      = 2
)

// signatures are the signatures of texts, turned on their side: for each bit the slots whose
// texts have it. The bits of a text are those of its characters and of its pairs of
// neighbours, as tokens has them; whoever has a word has all of the word's bits.
type signatures struct {
	columns [][]uint64
	words   int // of each column
}

// grow makes room for n slots.
func (s *signatures) grow(n int) {
	if n <= s.words*64 {
		return
	}
	if s.columns == nil {
		s.columns = make([][]uint64, signatureBits)
	}
	s.words = max(s.words+s.words/4, (n+63)/64, 4)
	for i, column := range s.columns {
		s.columns[i] = append(make([]uint64, 0, s.words), column...)[:s.words]
	}
}

// set sets, or clears, the bits of a slot's text.
func (s *signatures) set(slot int, text string, on bool) {
	word, mask := slot/64, uint64(1)<<(uint(slot)%64)
	eachBit(text, false, func(bit uint32) {
		if on {
			s.columns[bit][word] |= mask
		} else {
			s.columns[bit][word] &^= mask
		}
	})
}

// candidates are the slots, of n, that may have all of the words, and how many they are; nil:
// no word says anything.
func (s *signatures) candidates(words []string, n int) (bitmap, int) {
	var asked []uint32
	for _, word := range words {
		eachBit(word, true, func(bit uint32) { asked = append(asked, bit) })
	}
	if len(asked) == 0 || n == 0 {
		return nil, n
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	found := bitmap(slices.Clone(s.columns[asked[0]][:(n+63)/64]))
	for _, bit := range asked[1:] {
		column := s.columns[bit]
		for i := range found {
			found[i] &= column[i]
		}
	}
	return found, found.count()
}

// eachBit calls f for the bits of a text: of each pair of neighbours, and of each character.
// Of a word that is asked for, a character counts only where it is in no pair: a pair says more.
func eachBit(text string, asked bool, f func(bit uint32)) {
	var before rune // 0: there is no neighbour
	paired := false
	for _, r := range text {
		if !indexed(r) {
			if asked && before != 0 && !paired {
				bitsOf(0, before, characterBits, f)
			}
			before, paired = 0, false
			continue
		}
		if !asked {
			bitsOf(0, r, characterBits, f)
		}
		if before != 0 {
			bitsOf(before, r, pairBits, f)
			paired = true
		}
		before = r
	}
	if asked && before != 0 && !paired {
		bitsOf(0, before, characterBits, f)
	}
}

// bitsOf calls f for n bits of a pair, or of a character, whose neighbour is 0 then. The numbers
// are those by which splitmix64 mixes.
func bitsOf(before, r rune, n int, f func(bit uint32)) {
	x := uint64(before)<<32 | uint64(uint32(r))
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	for range n {
		f(uint32(x % signatureBits))
		x /= signatureBits
	}
}

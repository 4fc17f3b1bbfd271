package order

import (
	"encoding/binary"
	"time"

	"pointsmall/mall"
)

// alphabet is Crockford's base32: no letters that people mistake for digits.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Number is what people call an order by: its day (UTC) and twelve characters
// from its id, "261122-7K3F9QX2M4TR". It needs no index of its own, because its
// day and time bound the ids to look at.
func Number(id mall.OrderID) string {
	millis := int64(binary.BigEndian.Uint64(append([]byte{0, 0}, id[:6]...)))
	// 27 bits for the millisecond of the day, 33 of the id's random ones.
	bits := uint64(millis%(24*60*60*1000))<<33 | binary.BigEndian.Uint64(id[8:])>>8&(1<<33-1)
	var tail [12]byte
	for i := range tail {
		tail[i] = alphabet[bits>>(55-5*i)&31]
	}
	return time.UnixMilli(millis).UTC().Format("060102") + "-" + string(tail[:])
}

// LineID is the id of line n of an order, counted from 1: the order's id with n
// in the last byte, so that the primary key alone finds an order's lines.
func LineID(order mall.OrderID, n int) mall.OrderLineID {
	id := mall.OrderLineID(order)
	id[15] = byte(n)
	return id
}

// MaxLines is how many lines an order can have: what fits LineID's byte.
const MaxLines = 255

// NewID makes an order's id; its last byte is 0, which leaves room for LineID.
func NewID() mall.OrderID {
	id := mall.NewOrderID()
	id[15] = 0
	return id
}

package mall

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A text is read back as it was stored, however the database spaces its JSON.
func TestTextIsReadAsStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Text{EN: rapid.String().Draw(t, "en"), ZH: rapid.String().Draw(t, "zh")}
		stored, err := want.Value()
		require.NoError(t, err)
		var got Text
		require.NoError(t, got.Scan(stored))
		// JSON knows no invalid UTF-8: what was stored is what JSON makes of it.
		var byJSON Text
		require.NoError(t, json.Unmarshal([]byte(stored.(string)), &byJSON))
		assert.Equal(t, byJSON, got)
	})
}

func TestTextScan(t *testing.T) {
	for stored, want := range map[string]Text{
		`{"en": "Tea", "zh-CN": "茶"}`:        {EN: "Tea", ZH: "茶"},
		`{"en":"Tea","zh-CN":"茶"}`:           {EN: "Tea", ZH: "茶"},
		`{"zh-CN":"茶","fr":"Thé"}`:           {ZH: "茶"},
		`{"en": "\"Tea\" \u0026 {cakes}"}`:   {EN: `"Tea" & {cakes}`},
		`{"en":"a","zh-CN":"b","note":true}`: {EN: "a", ZH: "b"},
		`{}`:                                 {},
	} {
		got := Text{EN: "before", ZH: "before"}
		require.NoError(t, got.Scan([]byte(stored)), stored)
		assert.Equal(t, want, got, stored)
	}
	var got Text
	for _, bad := range []any{nil, 7, `{"en":"Tea"`, `{"en"`, `"Tea"`, ``} {
		assert.Error(t, got.Scan(bad), "%v", bad)
	}
}

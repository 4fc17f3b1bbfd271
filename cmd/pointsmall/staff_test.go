package main

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestTheHelpOfStaffNamesEveryPermission(t *testing.T) {
	field, ok := reflect.TypeFor[staffAddCmd]().FieldByName("Permission")
	require.True(t, ok)
	for _, permission := range mall.Permission("").Values() {
		assert.Contains(t, field.Tag.Get("help"), permission)
	}
}

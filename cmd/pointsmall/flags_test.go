package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCurrenciesAndZonesOfTheCommandLine(t *testing.T) {
	assert.NoError(t, checkCurrency(nil))
	assert.NoError(t, checkCurrency(new("JPY")))
	for _, value := range []string{"", "cny", "RMB!", "XXQ"} {
		assert.ErrorContains(t, checkCurrency(&value), "--currency")
	}
	assert.NoError(t, checkZone("--timezone", nil))
	assert.NoError(t, checkZone("--timezone", new("Europe/London")))
	for _, value := range []string{"", "Local", "Europe/Nowhere"} {
		assert.ErrorContains(t, checkZone("--timezone", &value), "--timezone")
	}
}

// An empty value is wrong usage, as a missing flag is.
func TestEmptyFlagsAreWrongUsage(t *testing.T) {
	for _, args := range [][]string{
		{"import", "purchases", "nothing.csv", "--currency", "", "--timezone", "Europe/London"},
		{"import", "purchases", "nothing.csv", "--currency", "GBP", "--timezone", ""},
		{"import", "purchases", "nothing.csv", "--currency", "GBP"},
		{"init", "--currency", "", "--time-zone", "Europe/London"},
		{"init", "--currency", "XXQ", "--time-zone", "Europe/London"},
		{"init", "--currency", "GBP", "--time-zone", ""},
		{"init", "--currency", "GBP", "--time-zone", "Local"},
	} {
		assert.Equal(t, exitUsage, run(args), args)
	}
}

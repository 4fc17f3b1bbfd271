package main

import (
	"fmt"
	"time"

	"pointsmall/mall"
)

// checkCurrency refuses a value of --currency that names no currency. It takes nil: whether the
// flag is given is asked elsewhere.
func checkCurrency(value *string) error {
	switch {
	case value == nil || mall.Currency(*value).Known():
		return nil
	case !mall.Currency(*value).Valid():
		return fmt.Errorf("--currency %q is no ISO 4217 code: three capital letters such as GBP", *value)
	}
	return fmt.Errorf("--currency %q: there is no such currency in ISO 4217", *value)
}

// checkZone refuses a flag's value that names no time zone. It takes nil: whether the flag is
// given is asked elsewhere. Go takes "" and "Local", too: wherever this happens to run.
func checkZone(flag string, value *string) error {
	if value == nil {
		return nil
	}
	if _, err := time.LoadLocation(*value); err != nil || *value == "" || *value == "Local" {
		return fmt.Errorf("%s %q is no IANA time zone: want a name such as Europe/London or Asia/Shanghai", flag, *value)
	}
	return nil
}

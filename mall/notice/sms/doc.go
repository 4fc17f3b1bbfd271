// Package sms sends text messages through a provider: Aliyun is the one there is. Providers in
// China send approved templates, not texts, so the settings name a template for each purpose. A
// further provider is one more case of Open, and a package beside aliyun.
package sms

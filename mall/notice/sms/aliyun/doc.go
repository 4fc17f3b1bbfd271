// Package aliyun sends text messages through Alibaba Cloud's Short Message Service, by its own
// SDK (Dysmsapi 2017-05-25, signature ACS3-HMAC-SHA256).
package aliyun

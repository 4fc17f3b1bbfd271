package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// checkListen refuses what is no address to listen on.
func checkListen(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("--listen %q is no address: want HOST:PORT, such as 127.0.0.1:8080 or :8080", address)
	}
	return nil
}

// listen listens on an address. Where that fails, the error says what may help.
func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%w: is another server running there? --listen takes another address", err)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%w: ports below 1024 need a right of their own; --listen takes another address", err)
	case err != nil:
		return nil, fmt.Errorf("%w: --listen names an address of this machine", err)
	}
	return listener, nil
}

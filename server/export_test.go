package server

import "net/http"

// Handler answers the server's HTTP requests, for tests that need no connection.
func (s *Server) Handler() http.Handler { return s.http.Handler }

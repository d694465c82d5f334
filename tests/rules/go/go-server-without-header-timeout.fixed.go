package main

import (
	"log"
	"net/http"
	"time"
)

func main() {
	server := &http.Server{
		// ruleid: go-server-without-header-timeout
		Addr:    ":8080", ReadHeaderTimeout: 10 * time.Second, // behind the balancer
		Handler: routes(),
	}
	log.Fatal(server.ListenAndServe())
}

func serve(address string, handler http.Handler) error {
	// ruleid: go-server-without-header-timeout
	server := http.Server{Addr: address, ReadHeaderTimeout: 10 * time.Second, Handler: handler, IdleTimeout: time.Minute}
	return server.ListenAndServe()
}

func limited(address string, handler http.Handler) error {
	// ok: go-server-without-header-timeout
	server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

func whole(address string, handler http.Handler) error {
	// ok: go-server-without-header-timeout
	server := &http.Server{Addr: address, Handler: handler, ReadTimeout: 15 * time.Second}
	return server.ListenAndServe()
}

func later(address string, handler http.Handler) error {
	// ok: go-server-without-header-timeout
	server := &http.Server{Addr: address, Handler: handler}
	server.ReadHeaderTimeout = 5 * time.Second
	return server.ListenAndServe()
}

package main

import (
	"log"
	"net/http"
	_ "net/http/pprof"
)

func main() {
	http.HandleFunc("/", index)
	// ruleid: go-pprof-exposed
	log.Fatal(http.ListenAndServe(":8080", nil))
}

func named(address string) error {
	// ruleid: go-pprof-exposed
	return http.ListenAndServe(address, http.DefaultServeMux)
}

func private() error {
	// ok: go-pprof-exposed
	return http.ListenAndServe("localhost:6060", nil)
}

func apart(mux *http.ServeMux) error {
	// ok: go-pprof-exposed
	return http.ListenAndServe(":8080", mux)
}

func loopback() error {
	// ok: go-pprof-exposed
	return http.ListenAndServe("127.0.0.1:6060", nil)
}

package upload

import (
	"io"
	"net/http"
)

type server struct{}

func read(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-unbounded-body
	data, err := io.ReadAll(r.Body)
	store(w, data, err)
}

func (s *server) hook(w http.ResponseWriter, req *http.Request) {
	// ruleid: go-unbounded-body
	data, err := io.ReadAll(req.Body)
	store(w, data, err)
}

func limited(w http.ResponseWriter, r *http.Request) {
	// ok: go-unbounded-body
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	store(w, data, err)
}

func before(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	// ok: go-unbounded-body
	data, err := io.ReadAll(r.Body)
	store(w, data, err)
}

func cut(w http.ResponseWriter, r *http.Request) {
	// ok: go-unbounded-body
	data, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	store(w, data, err)
}

func answer(response *http.Response) ([]byte, error) {
	// ok: go-unbounded-body
	return io.ReadAll(response.Body)
}

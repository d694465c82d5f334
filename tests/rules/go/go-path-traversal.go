package documents

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/mux"
)

const base = "/srv/documents"

func download(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	// ruleid: go-path-traversal
	http.ServeFile(w, r, filepath.Join(base, name))
}

func read(w http.ResponseWriter, r *http.Request) {
	path := filepath.Clean(base + "/" + mux.Vars(r)["name"])
	// ruleid: go-path-traversal
	data, err := os.ReadFile(path)
	send(w, data, err)
}

func send2(c *gin.Context) {
	// ruleid: go-path-traversal
	c.File("/srv/documents/" + c.Query("name"))
}

func plain(w http.ResponseWriter, r *http.Request) {
	// ok: go-path-traversal
	http.ServeFile(w, r, filepath.Join(base, filepath.Base(r.FormValue("name"))))
}

func local(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if !filepath.IsLocal(name) {
		http.NotFound(w, r)
		return
	}
	// ok: go-path-traversal
	data, err := os.ReadFile(filepath.Join(base, name))
	send(w, data, err)
}

func compared(w http.ResponseWriter, r *http.Request) {
	path := filepath.Join(base, r.FormValue("name"))
	if !strings.HasPrefix(path, base+string(filepath.Separator)) {
		http.NotFound(w, r)
		return
	}
	// ok: go-path-traversal
	data, err := os.ReadFile(path)
	send(w, data, err)
}

func rooted(w http.ResponseWriter, r *http.Request) {
	root, err := os.OpenRoot(base)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	// ok: go-path-traversal
	file, err := root.Open(r.FormValue("name"))
	send(w, file, err)
}

func upload(c *gin.Context) {
	file, _ := c.FormFile("file")
	// ok: go-path-traversal
	c.SaveUploadedFile(file, filepath.Join(base, file.Filename))
}

package pages

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"net/http"
)

var page = template.Must(template.New("page").Parse("<h1>Hello {{.}}</h1>"))

func hello(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-xss
	fmt.Fprintf(w, "<h1>Hello %s</h1>", r.FormValue("name"))
}

func echo(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-xss
	w.Write([]byte(r.URL.Query().Get("text")))
}

func mark(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	// ruleid: go-xss
	page.Execute(w, template.HTML("<b>"+name+"</b>"))
}

func typed(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// ruleid: go-xss
	io.WriteString(w, "No hits for "+r.FormValue("term"))
}

func escaped(w http.ResponseWriter, r *http.Request) {
	// ok: go-xss
	fmt.Fprintf(w, "<h1>Hello %s</h1>", html.EscapeString(r.FormValue("name")))
}

func made(w http.ResponseWriter, r *http.Request) {
	// ok: go-xss
	page.Execute(w, r.FormValue("name"))
}

func plain(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	// ok: go-xss
	fmt.Fprintln(w, r.FormValue("text"))
}

func words(w http.ResponseWriter, r *http.Request) {
	// ok: go-xss
	fmt.Fprintf(w, "Hello %s", r.FormValue("name"))
}

func refused(w http.ResponseWriter, r *http.Request) {
	// ok: go-xss
	http.Error(w, "no such page: "+r.FormValue("page"), http.StatusNotFound)
}

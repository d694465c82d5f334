package pages

import (
	"net/http"
	"os"
	"text/template"
)

var list = template.Must(template.ParseFiles("list.html"))

func show(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-text-template-html
	list.Execute(w, r.FormValue("term"))
}

func named(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-text-template-html
	if err := list.ExecuteTemplate(w, "list.html", r.FormValue("term")); err != nil {
		http.Error(w, "template", http.StatusInternalServerError)
	}
}

func robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	// ok: go-text-template-html
	list.Execute(w, nil)
}

func write(file *os.File) error {
	// ok: go-text-template-html
	return list.Execute(file, nil)
}

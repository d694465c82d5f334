package login

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

func done(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-open-redirect
	http.Redirect(w, r, r.FormValue("next"), http.StatusFound)
}

func leave(c *gin.Context) {
	target := c.DefaultQuery("target", "/")
	// ruleid: go-open-redirect
	c.Redirect(http.StatusFound, target)
}

func ask(w http.ResponseWriter, r *http.Request) {
	// ok: go-open-redirect
	http.Redirect(w, r, "/login?next="+url.QueryEscape(r.FormValue("next")), http.StatusFound)
}

func local(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	if !isLocalPath(next) {
		next = "/"
	}
	// ok: go-open-redirect
	http.Redirect(w, r, next, http.StatusFound)
}

func parsed(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	target, err := url.Parse(next)
	if err != nil || target.Host != "" {
		next = "/"
	}
	// ok: go-open-redirect
	http.Redirect(w, r, next, http.StatusFound)
}

func order(c *gin.Context) {
	// ok: go-open-redirect
	c.Redirect(http.StatusFound, "/orders/"+c.Param("reference"))
}

func home(w http.ResponseWriter, r *http.Request) {
	// ok: go-open-redirect
	http.Redirect(w, r, "/home", http.StatusSeeOther)
}

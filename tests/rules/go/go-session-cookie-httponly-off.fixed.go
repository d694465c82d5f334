package sessions

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func start(w http.ResponseWriter, id string) {
	http.SetCookie(w, &http.Cookie{
		Name:  "session_id",
		Value: id,
		Path:  "/",
		// ruleid: go-session-cookie-httponly-off
		HttpOnly: true,
		Secure:   true,
	})
}

func gin1(c *gin.Context, id string) {
	// ruleid: go-session-cookie-httponly-off
	c.SetCookie("session", id, 3600, "/", "", true, true)
}

func kept(w http.ResponseWriter, id string) {
	// ok: go-session-cookie-httponly-off
	http.SetCookie(w, &http.Cookie{Name: "session_id", Value: id, HttpOnly: true, Secure: true})
}

func forgery(w http.ResponseWriter, token string) {
	// ok: go-session-cookie-httponly-off
	http.SetCookie(w, &http.Cookie{Name: "csrf_token", Value: token, HttpOnly: false, Secure: true})
}

func theme(c *gin.Context, name string) {
	// ok: go-session-cookie-httponly-off
	c.SetCookie("theme", name, 3600, "/", "", true, false)
}

func expiry(w http.ResponseWriter, seconds string) {
	// ok: go-session-cookie-httponly-off
	http.SetCookie(w, &http.Cookie{Name: "session_expiry", Value: seconds, HttpOnly: false, Secure: true})
}

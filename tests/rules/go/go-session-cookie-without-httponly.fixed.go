package sessions

import "net/http"

func start(w http.ResponseWriter, id string) {
	// ruleid: go-session-cookie-without-httponly
	http.SetCookie(w, &http.Cookie{Name: "session_id", HttpOnly: true, Value: id, Path: "/", Secure: true})
}

func remember(w http.ResponseWriter, value string) {
	cookie := &http.Cookie{
		// ruleid: go-session-cookie-without-httponly
		Name:  "remember_token", HttpOnly: true, // until the browser forgets
		Value: value,
	}
	http.SetCookie(w, cookie)
}

func kept(w http.ResponseWriter, id string) {
	// ok: go-session-cookie-without-httponly
	http.SetCookie(w, &http.Cookie{Name: "session_id", Value: id, HttpOnly: true})
}

func later(w http.ResponseWriter, id string) {
	// ok: go-session-cookie-without-httponly
	cookie := &http.Cookie{Name: "session_id", Value: id}
	cookie.HttpOnly = true
	http.SetCookie(w, cookie)
}

func client(request *http.Request, id string) {
	// ok: go-session-cookie-without-httponly
	request.AddCookie(&http.Cookie{Name: "session_id", Value: id})
}

func theme(w http.ResponseWriter, name string) {
	// ok: go-session-cookie-without-httponly
	http.SetCookie(w, &http.Cookie{Name: "theme", Value: name})
}

func expiry(w http.ResponseWriter, seconds string) {
	// ok: go-session-cookie-without-httponly
	http.SetCookie(w, &http.Cookie{Name: "session_expiry", Value: seconds, Secure: true})
}

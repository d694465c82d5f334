package previews

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

var feeds = map[string]string{"news": "https://news.example.com/feed"}

func fetch(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-ssrf
	answer, err := http.Get(r.URL.Query().Get("url"))
	forward(w, answer, err)
}

func check(w http.ResponseWriter, r *http.Request) {
	address := "https://" + r.FormValue("host") + "/health"
	// ruleid: go-ssrf
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, address, nil)
	do(w, request, err)
}

func preview(c *gin.Context, client *http.Client) {
	// ruleid: go-ssrf
	answer, err := client.Get(c.Query("url"))
	forward(c.Writer, answer, err)
}

func rates(w http.ResponseWriter, r *http.Request) {
	// ok: go-ssrf
	answer, err := http.Get("https://rates.example.com/v1/" + url.PathEscape(r.FormValue("currency")))
	forward(w, answer, err)
}

func format(ctx context.Context, w http.ResponseWriter, r *http.Request, host string) {
	address := fmt.Sprintf("%s/v1/items/%s", host, r.FormValue("item"))
	// ok: go-ssrf
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	do(w, request, err)
}

func known(w http.ResponseWriter, r *http.Request) {
	address := feeds[r.FormValue("feed")]
	// ok: go-ssrf
	answer, err := http.Get(address)
	forward(w, answer, err)
}

func compared(w http.ResponseWriter, r *http.Request) {
	address := r.FormValue("url")
	parsed, err := url.Parse(address)
	if err != nil || parsed.Hostname() != "feeds.example.com" {
		http.Error(w, "host", http.StatusBadRequest)
		return
	}
	// ok: go-ssrf
	answer, err := http.Get(address)
	forward(w, answer, err)
}

package tools

import (
	"net/http"
	"os/exec"

	"github.com/gin-gonic/gin"
)

func ping(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-command-injection
	out, err := exec.Command("sh", "-c", "ping -c 1 "+r.FormValue("host")).CombinedOutput()
	send(w, out, err)
}

func run(w http.ResponseWriter, r *http.Request) {
	tool := r.URL.Query().Get("tool")
	// ruleid: go-command-injection
	out, err := exec.CommandContext(r.Context(), tool, "--version").Output()
	send(w, out, err)
}

func lookup(c *gin.Context) {
	command := "dig " + c.Param("host") + " | tail -n 5"
	// ruleid: go-command-injection
	out, err := exec.Command("/bin/bash", "-c", command).Output()
	answer(c, out, err)
}

func argument(w http.ResponseWriter, r *http.Request) {
	// ok: go-command-injection
	out, err := exec.Command("dig", "--", r.FormValue("host")).Output()
	send(w, out, err)
}

func constant(w http.ResponseWriter, r *http.Request) {
	// ok: go-command-injection
	out, err := exec.Command("sh", "-c", "df -h | tail -n 3").Output()
	send(w, out, err)
}

func chosen(c *gin.Context) {
	tool := c.Query("tool")
	if !isAllowedTool(tool) {
		c.Status(http.StatusBadRequest)
		return
	}
	// ok: go-command-injection
	out, err := exec.Command(tool, "--version").Output()
	answer(c, out, err)
}

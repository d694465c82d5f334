package customers

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/mux"
	"gorm.io/gorm"
)

var allowedColumns = map[string]bool{"name": true, "city": true}

type search struct {
	Name string
	Page int
}

type server struct {
	db   *sql.DB
	gorm *gorm.DB
}

func (s *server) byName(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	// ruleid: go-sql-injection
	rows, err := s.db.Query("SELECT id FROM customer WHERE name = '" + name + "'")
	send(w, rows, err)
}

func (s *server) byCity(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	query := fmt.Sprintf("SELECT id FROM customer WHERE city = '%s'", r.URL.Query().Get("city"))
	// ruleid: go-sql-injection
	rows, err := s.db.QueryContext(ctx, query)
	send(w, rows, err)
}

func (s *server) byVariable(w http.ResponseWriter, r *http.Request) {
	key := mux.Vars(r)["key"]
	// ruleid: go-sql-injection
	_, err := s.db.Exec("DELETE FROM customer WHERE reference = '" + key + "'")
	send(w, nil, err)
}

func (s *server) fromBody(w http.ResponseWriter, r *http.Request) {
	var form search
	if err := json.NewDecoder(r.Body).Decode(&form); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	// ruleid: go-sql-injection
	rows, err := s.db.Query("SELECT id FROM customer WHERE name LIKE '" + form.Name + "%'")
	send(w, rows, err)
}

func list(c *gin.Context, db *gorm.DB) {
	var found []customer
	// ruleid: go-sql-injection
	db.Order(c.Query("sort")).Find(&found)
	// ruleid: go-sql-injection
	db.Where("name = '" + c.Query("name") + "'").Find(&found)
	c.JSON(http.StatusOK, found)
}

func (s *server) bound(w http.ResponseWriter, r *http.Request) {
	// ok: go-sql-injection
	rows, err := s.db.Query("SELECT id FROM customer WHERE name = ?", r.FormValue("name"))
	send(w, rows, err)
}

func listBound(c *gin.Context, db *gorm.DB) {
	var found []customer
	// ok: go-sql-injection
	db.Where("name = ?", c.Query("name")).Order("name").Find(&found)
	// ok: go-sql-injection
	db.Where(&customer{Name: c.Query("name")}).Find(&found)
	c.JSON(http.StatusOK, found)
}

func (s *server) page(w http.ResponseWriter, r *http.Request) {
	page, err := strconv.Atoi(r.FormValue("page"))
	if err != nil {
		http.Error(w, "bad page", http.StatusBadRequest)
		return
	}
	// ok: go-sql-injection
	rows, err := s.db.Query(fmt.Sprintf("SELECT id FROM customer LIMIT 20 OFFSET %d", page*20))
	send(w, rows, err)
}

func (s *server) column(w http.ResponseWriter, r *http.Request) {
	column := r.FormValue("column")
	if !allowedColumns[column] {
		http.Error(w, "bad column", http.StatusBadRequest)
		return
	}
	// ok: go-sql-injection
	rows, err := s.db.Query("SELECT " + column + " FROM customer")
	send(w, rows, err)
}

func tags(r *http.Request) string {
	// ok: go-sql-injection
	return r.URL.Query().Get("tag")
}

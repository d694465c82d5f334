package orders

import (
	"database/sql"
	"fmt"
)

type store struct {
	db *sql.DB
}

func (s *store) Find(reference string) (*sql.Rows, error) {
	// ruleid: go-sql-string-building
	return s.db.Query("SELECT * FROM orders WHERE reference = '" + reference + "'")
}

func closeOrder(db *sql.DB, reference string) error {
	query := fmt.Sprintf("UPDATE orders SET closed = true WHERE reference = '%s'", reference)
	// ruleid: go-sql-string-building
	_, err := db.Exec(query)
	return err
}

func (s *store) FindBound(reference string) (*sql.Rows, error) {
	// ok: go-sql-string-building
	return s.db.Query("SELECT * FROM orders WHERE reference = ?", reference)
}

func count(db *sql.DB, table string) *sql.Row {
	// ok: go-sql-string-building
	return db.QueryRow("SELECT count(*) FROM " + table)
}

func byNumber(db *sql.DB, number int) *sql.Row {
	// ok: go-sql-string-building
	return db.QueryRow(fmt.Sprintf("SELECT * FROM orders WHERE number = %d", number))
}

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.RequestParam;

class OrderDao {
    private JdbcTemplate jdbcTemplate;

    ResultSet findByReference(Connection connection, String reference) throws Exception {
        Statement statement = connection.createStatement();
        // ruleid: java-sql-string-building
        return statement.executeQuery("SELECT * FROM orders WHERE reference = '" + reference + "'");
    }

    int close(String reference) {
        String sql = String.format("UPDATE orders SET closed = 1 WHERE reference = '%s'", reference);
        // ruleid: java-sql-string-building
        return jdbcTemplate.update(sql);
    }

    int bound(String reference) {
        // ok: java-sql-string-building
        return jdbcTemplate.update("UPDATE orders SET closed = 1 WHERE reference = ?", reference);
    }

    int count(String tableName) {
        // ok: java-sql-string-building
        return jdbcTemplate.queryForObject("SELECT count(*) FROM " + tableName, Integer.class);
    }

    ResultSet byId(Connection connection, long id) throws Exception {
        Statement statement = connection.createStatement();
        // ok: java-sql-string-building
        return statement.executeQuery("SELECT * FROM orders WHERE id = " + id);
    }

    PreparedStatement given(Connection connection, String sql) throws Exception {
        // ok: java-sql-string-building
        return connection.prepareStatement(sql);
    }
}

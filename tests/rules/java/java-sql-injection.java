import jakarta.persistence.EntityManager;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;

class CustomerSearch {
    private static final Map<String, String> ORDER = Map.of("name", "name ASC", "city", "city ASC");

    private JdbcTemplate jdbc;
    private EntityManager entityManager;

    ResultSet byName(HttpServletRequest request, Connection connection) throws Exception {
        String name = request.getParameter("name");
        Statement statement = connection.createStatement();
        // ruleid: java-sql-injection
        return statement.executeQuery("SELECT id, name FROM customer WHERE name = '" + name + "'");
    }

    ResultSet byCity(HttpServletRequest request, Connection connection) throws Exception {
        String sql = "SELECT id FROM customer WHERE city = '" + request.getHeader("X-City") + "'";
        // ruleid: java-sql-injection
        PreparedStatement statement = connection.prepareStatement(sql);
        return statement.executeQuery();
    }

    @GetMapping("/customers")
    List<Map<String, Object>> list(@RequestParam(defaultValue = "name") String sort) {
        // ruleid: java-sql-injection
        return jdbc.queryForList("SELECT id, name FROM customer ORDER BY " + sort);
    }

    @GetMapping("/customers/{city}")
    List<?> inCity(@PathVariable String city) {
        StringBuilder query = new StringBuilder("select c from Customer c where c.city = '");
        query.append(city).append("'");
        // ruleid: java-sql-injection
        return entityManager.createQuery(query.toString()).getResultList();
    }

    @PostMapping("/customers/search")
    List<Map<String, Object>> search(@RequestBody SearchForm form) {
        // ruleid: java-sql-injection
        return jdbc.queryForList(String.format("SELECT id FROM customer WHERE name LIKE '%s%%'", form.getName()));
    }

    ResultSet bound(HttpServletRequest request, Connection connection) throws Exception {
        // ok: java-sql-injection
        PreparedStatement statement = connection.prepareStatement("SELECT id FROM customer WHERE name = ?");
        statement.setString(1, request.getParameter("name"));
        return statement.executeQuery();
    }

    @GetMapping("/customers/sorted")
    List<Map<String, Object>> sorted(@RequestParam String sort) {
        // ok: java-sql-injection
        return jdbc.queryForList("SELECT id, name FROM customer ORDER BY " + ORDER.get(sort));
    }

    @GetMapping("/customers/by-id/{id}")
    Map<String, Object> one(@PathVariable Long id) {
        // ok: java-sql-injection
        return jdbc.queryForMap("SELECT id, name FROM customer WHERE id = " + id);
    }

    ResultSet page(HttpServletRequest request, Statement statement) throws Exception {
        int page = Integer.parseInt(request.getParameter("page"));
        // ok: java-sql-injection
        return statement.executeQuery("SELECT id FROM customer LIMIT 20 OFFSET " + page * 20);
    }

    @GetMapping("/customers/column")
    List<Map<String, Object>> column(@RequestParam String column) {
        if (!ALLOWED_COLUMNS.contains(column)) {
            throw new IllegalArgumentException(column);
        }
        // ok: java-sql-injection
        return jdbc.queryForList("SELECT " + column + " FROM customer");
    }
}

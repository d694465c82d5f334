<?php

class ProductController
{
    public function search(PDO $pdo, mysqli $db)
    {
        // ruleid: php-sql-injection
        $rows = mysqli_query($db, "SELECT * FROM products WHERE name = '" . $_GET['name'] . "'");
        $id = $_POST['id'];
        // ruleid: php-sql-injection
        $one = $pdo->query("SELECT * FROM products WHERE id = $id");
        $sql = sprintf("SELECT * FROM stock WHERE code = '%s'", trim($_REQUEST['code']));
        // ruleid: php-sql-injection
        return [$rows, $one, $db->query($sql)];
    }

    public function laravel($request)
    {
        // ruleid: php-sql-injection
        $rows = DB::select("select * from users where email = '{$request->input('email')}'");
        // ruleid: php-sql-injection
        return User::query()->whereRaw('name = "' . $request->get('name') . '"')->get()->merge($rows);
    }

    public function wordpress()
    {
        global $wpdb;
        // ruleid: php-sql-injection
        return $wpdb->get_results("SELECT * FROM {$wpdb->posts} WHERE post_title = '{$_GET['title']}'");
    }

    public function bound(PDO $pdo, mysqli $db, $request)
    {
        // ok: php-sql-injection
        $statement = $pdo->prepare('SELECT * FROM products WHERE id = ?');
        $statement->execute([$_GET['id']]);
        // ok: php-sql-injection
        DB::select('select * from users where email = ?', [$request->input('email')]);
        // ok: php-sql-injection
        User::query()->whereRaw('name = ?', [$request->get('name')])->get();
        $id = (int) $_GET['id'];
        // ok: php-sql-injection
        $pdo->query("SELECT * FROM products WHERE id = $id");
        // ok: php-sql-injection
        $pdo->query('SELECT * FROM products LIMIT ' . intval($_GET['limit']));
        // ok: php-sql-injection
        mysqli_query($db, "SELECT * FROM t WHERE name = '" . mysqli_real_escape_string($db, $_GET['name']) . "'");
        $column = $_GET['sort'];
        if (!in_array($column, ['name', 'price'], true)) {
            return [];
        }
        // ok: php-sql-injection
        return $pdo->query("SELECT * FROM products ORDER BY $column");
    }
}

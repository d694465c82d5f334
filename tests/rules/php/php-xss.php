<?php // ruleid: php-xss ?>
<p>Results for <?= $_GET['q'] ?></p>
<?php // ok: php-xss ?>
<p>Results for <?= htmlspecialchars($_GET['q']) ?></p>
<?php

function page($request)
{
    $name = trim($_POST['name']);
    // ruleid: php-xss
    echo "<b>Hello $name</b>";
    // ruleid: php-xss
    print('<a href="' . $_SERVER['PHP_SELF'] . '">again</a>');
    // ruleid: php-xss
    printf('<p>%s</p>', $_COOKIE['nick']);
    // ruleid: php-xss
    echo '<p>', $_REQUEST['note'], '</p>';
    // ruleid: php-xss
    return new Response('<h1>' . $request->query->get('title') . '</h1>');
}

function escaped()
{
    // ok: php-xss
    echo htmlentities($_GET['q'], ENT_QUOTES);
    // ok: php-xss
    echo '<p>' . (int) $_GET['page'] . '</p>';
    // ok: php-xss
    echo json_encode($_POST);
    // ok: php-xss
    echo isset($_GET['all']) ? 'all' : 'some';
    // ok: php-xss
    echo $_GET['sort'] === 'up' ? 'selected' : '';
    $labels = ['a' => 'First', 'b' => 'Second'];
    // ok: php-xss
    echo $labels[$_GET['label']];
    // ok: php-xss
    echo '<p>' . esc_html($_GET['q']) . '</p>';
    // ok: php-xss
    echo find_title($_GET['id']);
}

function plain()
{
    header('Content-Type: text/plain; charset=utf-8');
    // ok: php-xss
    echo $_GET['q'];
}

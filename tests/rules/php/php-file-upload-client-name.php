<?php

// ruleid: php-file-upload-client-name
move_uploaded_file($_FILES['photo']['tmp_name'], 'uploads/' . $_FILES['photo']['name']);

function save()
{
    $target = "files/{$_POST['name']}";
    // ruleid: php-file-upload-client-name
    move_uploaded_file($_FILES['file']['tmp_name'], $target);
}

function own($file)
{
    $types = ['image/png' => 'png', 'image/jpeg' => 'jpg'];
    $extension = $types[mime_content_type($_FILES['photo']['tmp_name'])] ?? 'bin';
    $name = bin2hex(random_bytes(16)) . '.' . $extension;
    // ok: php-file-upload-client-name
    move_uploaded_file($_FILES['photo']['tmp_name'], "/srv/uploads/$name");
    // ok: php-file-upload-client-name
    $file->storeAs('photos', $name);
    // ok: php-file-upload-client-name
    move_uploaded_file($_FILES['photo']['tmp_name'], '/srv/uploads/' . (int) $_POST['id'] . '.png');
}

# python-yaml-load-unsafe-loader shop/admin/settings.py:23

import io

import pytest


def send(admin, text):
    try:
        return admin.post(
            "/admin/settings", data={"settings": (io.BytesIO(text.encode()), "s.yml")}
        ).status_code
    except Exception:
        return 500


@pytest.mark.parametrize(
    "text",
    [
        "shop_name: !!python/object/apply:os.mkdir ['{0}']",
        "shop_name: !!python/object/apply:os.system ['touch {0}']",
        "shop_name: !!python/object/apply:posix.mkdir ['{0}']",
        "shop_name: !<tag:yaml.org,2002:python/object/apply:os.mkdir> ['{0}']",
        "shop_name: !!python/object/new:os.mkdir ['{0}']",
        "x: !!python/object/apply:subprocess.check_call [['mkdir', '{0}']]",
        "shop_name: !!python/object/apply:builtins.open ['{0}', 'w']",
        'shop_name: !!python/object/apply:builtins.eval [\'open("{0}", "w")\']',
    ],
)
def test_no_code(admin, tmp_path, text):
    marker = tmp_path / "marker"
    send(admin, text.format(marker))
    assert not marker.exists()


@pytest.mark.parametrize(
    "text",
    [
        "shop_name: !!python/name:os.system",
        "announcement: !!python/tuple [a]",
        "opening_hours: {x: !!python/name:os.getcwd ''}",
        "opening_hours: {x: !!python/tuple [a, b]}",
        "opening_hours: {x: !!python/object/new:str [y]}",
    ],
)
def test_no_objects(admin, query, text):
    send(admin, text)
    assert query("SELECT * FROM settings") == []


def test_settings(admin, query):
    text = "shop_name: Bread\nfree_shipping_from_cents: 100\nopening_hours: {mon: 8-12, n: 3}\n"
    assert send(admin, text) == 302
    stored = {row["name"]: row["value"] for row in query("SELECT * FROM settings")}
    assert stored["shop_name"] == '"Bread"'
    assert stored["free_shipping_from_cents"] == "100"
    assert "8-12" in stored["opening_hours"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [", "free_shipping_from_cents: many", "unknown: 1"])
def test_other_files(admin, query, text):
    assert send(admin, text) == 400
    assert query("SELECT * FROM settings") == []

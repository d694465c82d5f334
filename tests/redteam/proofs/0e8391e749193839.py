# python-yaml-load-unsafe-loader shop/admin/settings.py:23
"""Settings are values: importing them must not run code nor read what is in the process."""

import contextlib
import io

import pytest

HARMLESS = "shop_name: Brot & Salz\n"
ATTACKS = [
    'shop_name: !!python/object/apply:os.system ["touch pwned"]\n',
    '!!python/object/apply:os.system ["touch pwned"]\n',
    "announcement: !!python/object/apply:subprocess.check_output [[touch, pwned]]\n",
    "announcement: !!python/object/apply:subprocess.call [[touch, pwned]]\n",
    "opening_hours:\n  Monday: !!python/object/apply:builtins.open [pwned, w]\n",
    'opening_hours:\n  ? !!python/object/apply:os.system ["touch pwned"]\n  : 9 to 18\n',
    # the same tag in other spellings, for code that looks for forbidden words
    'shop_name: !<tag:yaml.org,2002:python/object/apply:os.system> ["touch pwned"]\n',
    '%TAG !x! tag:yaml.org,2002:py\n---\nshop_name: !x!thon/object/apply:os.system ["touch pwned"]\n',
    'shop_name: !!pyth%6fn/object/apply:%6fs.system ["touch pwned"]\n',
    # reads instead of runs
    "announcement: !!python/object/apply:os.getenv [SHOP_CANARY]\n",
    "opening_hours:\n  Monday: !!python/name:os.environ\n",
]
CANARY = "canary-of-the-environment"


def import_settings(admin, text):
    upload = (io.BytesIO(text.encode()), "settings.yml")
    return admin.post("/admin/settings", data={"settings": upload}, follow_redirects=True)


@pytest.mark.parametrize("text", ATTACKS)
def test_attack_settings_run_code(admin, client, tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)  # commands would run here
    monkeypatch.setenv("SHOP_CANARY", CANARY)
    with contextlib.suppress(Exception):
        import_settings(admin, text)
    assert list(tmp_path.iterdir()) == []
    assert CANARY not in client.get("/").text


def test_control_settings_are_imported(admin, client):
    text = (
        "# comments are fine\nshop_name: Brot & Salz\nannouncement: 'Closed: süßer Montag'\n"
        "free_shipping_from_cents: 300\nopening_hours:\n  Monday to Friday: 9 to 18\n  Saturday: 10 to 16\n"
    )
    assert "4 settings were imported" in import_settings(admin, text).text
    page = client.get("/").text
    assert "Brot &amp; Salz" in page
    assert "Closed: süßer Montag" in page
    assert "Monday to Friday: 9 to 18" in page
    assert "Saturday: 10 to 16" in page


def test_control_numbers_count_and_other_settings_stay(admin, client, ada):
    import_settings(admin, "announcement: Fresh yeast\n")
    import_settings(admin, "free_shipping_from_cents: 300\n")
    ada.post("/cart/add", data={"sku": "FLR-RYE-1"})
    assert "Total: 3.20 €" in ada.post("/orders/checkout", follow_redirects=True).text
    assert "Fresh yeast" in client.get("/").text


def test_control_what_makes_no_sense_is_refused(admin, query):
    for text in ("shop_name: [never closed", "- a list\n", "colour: red\n"):
        assert import_settings(admin, text).status_code == 400
    assert query("SELECT * FROM settings") == []

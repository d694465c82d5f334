"""Backups, reports and exports: what the back office reads and writes on disk."""

import csv
import io
import tarfile

import pytest
from conftest import settings

from shop import create_app
from shop.files import resolve_below


@pytest.fixture
def pictures(data):
    """Uploads with two pictures and two files that nobody needs."""
    for name in ("tin.png", "stone.png", "draft.tmp", "old.bak"):
        (data / "uploads" / name).write_text(name)
    return data / "uploads"


def make_backup(admin, data, **form):
    """Make a backup and return its only archive."""
    response = admin.post("/admin/backups", data=form, follow_redirects=True)
    assert response.status_code == 200
    (archive,) = (data / "backups").iterdir()
    assert archive.name in response.text
    return archive


def files_in(archive):
    with tarfile.open(archive) as tar:
        return {member.name.removeprefix("./") for member in tar if member.isfile()}


def restore(admin, content):
    form = {"backup": (io.BytesIO(content), "backup.tar.gz")}
    return admin.post("/admin/backups/restore", data=form, follow_redirects=True)


def packed(**files):
    """A backup with these uploads."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo("uploads/" + name.replace("__", "/"))
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def test_a_backup_holds_the_uploads_without_temporary_files(admin, data, pictures):
    archive = make_backup(admin, data)
    assert files_in(archive) == {"uploads/tin.png", "uploads/stone.png", "uploads/old.bak"}


@pytest.mark.parametrize(
    ("pattern", "left_out"), [("*.bak", "old.bak"), ("draft.*", "draft.tmp"), ("tin.png", "tin.png")]
)
def test_a_backup_leaves_out_what_the_form_says(admin, data, pictures, pattern, left_out):
    archive = make_backup(admin, data, exclude=pattern)
    assert files_in(archive) == {f"uploads/{path.name}" for path in pictures.iterdir()} - {
        f"uploads/{left_out}"
    }


def test_a_backup_can_be_downloaded(admin, data, pictures):
    archive = make_backup(admin, data)
    response = admin.get(f"/admin/backups/{archive.name}")
    assert response.data == archive.read_bytes()
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_backup_that_is_not_there_is_not_found(admin):
    assert admin.get("/admin/backups/uploads-2001.tar.gz").status_code == 404


def test_a_backup_can_be_put_back(admin, data, pictures):
    content = make_backup(admin, data).read_bytes()
    (pictures / "tin.png").unlink()
    (pictures / "stone.png").write_text("spoilt")
    assert "The backup was restored" in restore(admin, content).text
    assert (pictures / "tin.png").read_text() == "tin.png"
    assert (pictures / "stone.png").read_text() == "stone.png"


def test_a_backup_may_have_folders(admin, data):
    assert restore(admin, packed(tin__large="large", basket="basket")).status_code == 200
    assert (data / "uploads" / "tin" / "large").read_text() == "large"
    assert (data / "uploads" / "basket").read_text() == "basket"


def test_restoring_leaves_other_files_alone(admin, data, pictures):
    restore(admin, packed(basket="basket"))
    assert (pictures / "tin.png").read_text() == "tin.png"


def test_a_file_that_is_no_backup_is_refused(admin, pictures):
    assert restore(admin, b"not an archive").status_code == 400
    assert len(list(pictures.iterdir())) == 4


def test_the_monthly_report_shows_the_figures(admin, order):
    response = admin.get("/admin/reports/text?template=monthly.txt")
    assert response.mimetype == "text/plain"
    assert response.text.startswith("Monthly report")
    assert "Orders:   1" in response.text
    assert "Turnover: 11.30 €" in response.text


def test_the_stock_report_shows_the_figures(admin):
    text = admin.get("/admin/reports/text?template=stock.txt").text
    assert "Products on sale: 5" in text
    assert "Sold out:         1" in text


def test_the_monthly_report_is_the_default(admin):
    assert admin.get("/admin/reports/text").text.startswith("Monthly report")


def test_a_report_that_is_not_there_is_not_found(admin):
    assert admin.get("/admin/reports/text?template=weekly.txt").status_code == 404


def test_the_reports_are_listed(admin):
    page = admin.get("/admin/reports").text
    assert "monthly.txt" in page
    assert "stock.txt" in page


def test_report_templates_can_be_kept_elsewhere(data, tmp_path, admin):
    folder = tmp_path / "own templates"
    folder.mkdir()
    (folder / "monthly.txt").write_text("We have $products products.")
    app = create_app({**settings(data), "REPORT_TEMPLATES": str(folder)})
    client = app.test_client()
    with client.session_transaction() as session:
        session["customer_id"] = 3
    assert client.get("/admin/reports/text?template=monthly.txt").text == "We have 5 products."


def test_the_sales_report_counts_what_was_sold(admin, order, ada):
    ada.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    ada.post("/orders/checkout")
    response = admin.get("/admin/reports/sales")
    assert response.mimetype == "text/html"
    page = response.text
    assert "<td>Rye flour, 1 kg</td><td>2</td>" in page
    assert "<td>Loaf tin, 2 lb</td><td>1</td>" in page
    assert page.index("Rye flour") < page.index("Loaf tin")
    assert "Turnover: 33.10 €" in page


@pytest.mark.parametrize("heading", ["Sales in May", "Summer 2031, first half"])
def test_the_sales_report_has_the_heading_that_was_asked_for(admin, heading):
    page = admin.get("/admin/reports/sales", query_string={"heading": heading}).text
    assert heading in page
    assert "Turnover: 0.00 €" in page


def test_the_sales_report_has_a_heading_of_its_own(admin):
    assert "Sales</h1>" in admin.get("/admin/reports/sales").text


def test_the_export_holds_all_orders(admin, order):
    response = admin.get("/admin/exports/orders.csv")
    assert response.mimetype == "text/csv"
    assert "orders.csv" in response.headers["Content-Disposition"]
    (row,) = csv.DictReader(io.StringIO(response.text))
    assert row.pop("placed_at")
    assert row == {"reference": order, "status": "open", "email": "ada@example.com", "total_cents": "1130"}


def test_an_export_without_orders_has_a_header(admin):
    text = admin.get("/admin/exports/orders.csv").text
    assert text.splitlines() == ["reference,placed_at,status,email,total_cents"]


def test_the_export_is_left_for_the_bookkeeping(admin, data, order):
    content = admin.get("/admin/exports/orders.csv").data
    assert (data / "exports" / "orders.csv").read_bytes() == content
    assert order.encode() in content


def test_a_new_export_takes_the_place_of_the_last(admin, data, order, ada):
    admin.get("/admin/exports/orders.csv").close()
    ada.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    ada.post("/orders/checkout")
    assert len(admin.get("/admin/exports/orders.csv").text.splitlines()) == 3
    assert [path.name for path in (data / "exports").iterdir()] == ["orders.csv"]


def test_resolve_below_keeps_to_its_folder(tmp_path):
    assert resolve_below(tmp_path, "a.png") == tmp_path.resolve() / "a.png"
    for name in ("", ".", "../a.png", "/etc/hostname", "x/../../a.png"):
        with pytest.raises(ValueError):
            resolve_below(tmp_path, name)

"""`python -m stock.cli TERM [--order COLUMN] [--desc]`: prints what matches."""

import argparse

from stock import db, search


def parser():
    options = argparse.ArgumentParser(prog="stock")
    options.add_argument("term")
    options.add_argument("--order", default="name", help="sku, name or quantity")
    options.add_argument("--desc", action="store_true")
    options.add_argument("--database", default="stock.db")
    return options


def main(argv=None):
    options = parser().parse_args(argv)
    connection = db.connect(options.database)
    for hit in search.find_items(connection, options.term, options.order, options.desc):
        print(f"{hit.sku:12} {hit.quantity:6} {hit.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""What a list of books can be sorted by."""

from enum import Enum


class Order(Enum):
    """Each value is a fixed piece of SQL; `Order(text)` raises ValueError for any other text."""

    TITLE = "title ASC"
    NEWEST = "year DESC, title ASC"
    AUTHOR = "author ASC, year ASC"

    @classmethod
    def named(cls, name):
        """The order with this name, as it stands in an address; unknown names give TITLE."""
        return {"newest": cls.NEWEST, "author": cls.AUTHOR}.get(name, cls.TITLE)

from library.books import Catalogue


def catalogue():
    books = Catalogue()
    books.add("Emma", "Austen", 1815)
    books.add("Dracula", "Stoker", 1897)
    books.add("Persuasion", "Austen", 1817)
    return books


def test_books_are_found_in_every_order():
    assert [row[0] for row in catalogue().matching("")] == ["Dracula", "Emma", "Persuasion"]
    assert [row[0] for row in catalogue().matching("", "newest")] == ["Dracula", "Persuasion", "Emma"]
    assert [row[0] for row in catalogue().matching("aust", "author")] == ["Emma", "Persuasion"]

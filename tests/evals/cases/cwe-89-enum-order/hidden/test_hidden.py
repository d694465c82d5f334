import pytest

from library.books import Catalogue


@pytest.fixture
def books():
    books = Catalogue()
    books.add("Emma", "Austen", 1815)
    books.add("O'Neil's Diary", "O'Neil", 1900)
    return books


@pytest.mark.parametrize("order", ["year; DROP TABLE books", "(SELECT 1)", "TITLE", "title ASC", "__class__", "1 --"])
def test_an_order_is_one_of_three(books, order):
    assert books.matching("", order) == books.matching("")


@pytest.mark.parametrize("term", ["' OR 1=1 --", "%' UNION SELECT 1,2,3 --", "x' OR ''='"])
def test_a_term_is_only_a_term(books, term):
    assert books.matching(term) == []


def test_honest_terms(books):
    assert [row[0] for row in books.matching("O'Neil", "newest")] == ["O'Neil's Diary"]

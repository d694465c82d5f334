"""A shopping cart: article numbers and how many of each."""


class Cart:
    def __init__(self, lines=None):
        self.lines = dict(lines or {})

    def put(self, article, count=1):
        self.lines[article] = self.lines.get(article, 0) + count

    def total(self):
        return sum(self.lines.values())

"""Who gets the newsletter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    name: str
    city: str
    email: str


class Directory:
    def __init__(self, people, key="k-5512"):
        self.people = tuple(people)
        self.key = key

    def first(self):
        return self.people[0]

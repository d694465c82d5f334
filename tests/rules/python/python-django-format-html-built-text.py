from django.urls import reverse
from django.utils.html import format_html

BUTTON = "button"


class CustomerAdmin:
    def link(self, customer):
        # ruleid: python-django-format-html-built-text
        return format_html(f'<a href="{customer.website}">{customer.name}</a>')

    def badge(self, customer):
        # ruleid: python-django-format-html-built-text
        return format_html("<b>%s</b>" % customer.note)

    def cell(self, customer):
        note = customer.note
        # ruleid: python-django-format-html-built-text
        return format_html("<td>" + note + "</td>")

    def fixed(self, customer):
        # ok: python-django-format-html-built-text
        return format_html("<b>{}</b>", customer.note)

    def constant(self, customer):
        # ok: python-django-format-html-built-text
        return format_html(f'<a class="{BUTTON}" href="{{}}">open</a>', reverse("customer"))

    def number(self, customer):
        # ok: python-django-format-html-built-text
        return format_html(f"<b>{customer.pk}</b>")

    def inner(self, customer):
        # ok: python-django-format-html-built-text
        return format_html("<b>{}</b>", f"{customer.first} {customer.last}")

from django.utils import html
from django.utils.html import format_html


class CustomerAdmin:
    def link(self, customer):
        # ruleid: python-django-format-html-preformatted
        return format_html('<a href="{}">{}</a>'.format(customer.website, customer.name))

    def badge(self, customer):
        # ruleid: python-django-format-html-preformatted
        return html.format_html("<b>{note}</b>".format(note=customer.note))

    def fixed(self, customer):
        # ok: python-django-format-html-preformatted
        return format_html('<a href="{}">{}</a>', customer.website, customer.name)

    def title(self, customer):
        # ok: python-django-format-html-preformatted
        return format_html("<b>{}</b>", "{} {}".format(customer.first, customer.last))

    def plain(self, customer):
        # ok: python-django-format-html-preformatted
        return "<b>{}</b>".format("constant")

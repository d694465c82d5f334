from django import template
from django.contrib import admin
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from fastapi.responses import HTMLResponse
from markupsafe import Markup

register = template.Library()


class CustomerAdmin(admin.ModelAdmin):
    def site(self, customer):
        # ruleid: python-html-built-from-data
        return mark_safe(f'<a href="{customer.website}">{customer.name}</a>')

    def badge(self, customer):
        # ruleid: python-html-built-from-data
        return mark_safe('<b title="%s">new</b>' % customer.note)

    def link(self, customer):
        # ok: python-html-built-from-data
        return format_html('<a href="{}">{}</a>', customer.website, customer.name)

    def number(self, customer):
        # ok: python-html-built-from-data
        return mark_safe(f'<a href="/customers/{customer.pk}">open</a>')


@register.filter
def highlight(text, word):
    # ruleid: python-html-built-from-data
    return mark_safe(text.replace(word, "<b>" + word + "</b>") + "<br>")


def cell(value):
    # ruleid: python-html-built-from-data
    return Markup("<td>" + value + "</td>")


def page(title: str):
    # ruleid: python-html-built-from-data
    return HTMLResponse(content=f"<h1>{title}</h1>")


def escaped(value):
    # ok: python-html-built-from-data
    text = mark_safe("<td>" + escape(value) + "</td>")
    # ok: python-html-built-from-data
    return text + Markup("<td>%s</td>") % value


def counted(values):
    # ok: python-html-built-from-data
    return mark_safe(f"<b>{len(values)}</b>")


def constant(request):
    # ok: python-html-built-from-data
    return mark_safe("<b>new</b>")

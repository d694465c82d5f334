"""Pages that ship with the wiki."""

from wiki.views import render

HELP = "Write **bold** text like this.\n\nSee the [manual](/manual)."


def help_page():
    return render(HELP)

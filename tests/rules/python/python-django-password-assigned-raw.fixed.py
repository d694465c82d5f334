from django.contrib.auth import get_user_model
from django.contrib.auth.models import User


def change(request):
    user = request.user
    # ruleid: python-django-password-assigned-raw
    user.set_password(request.POST["password"])  # the new one
    user.save()


class ChangeForm:
    def save(self, commit=True):
        # ruleid: python-django-password-assigned-raw
        self.user.set_password(self.cleaned_data.get("new_password1"))
        return self.user


def fixed(request):
    user = User.objects.get(pk=request.user.pk)
    # ok: python-django-password-assigned-raw
    user.set_password(request.POST["password"])
    user.save()


def other(request, mailbox):
    # ok: python-django-password-assigned-raw
    mailbox.password = request.POST["password"]
    # ok: python-django-password-assigned-raw
    request.user.password = make_password(request.POST["password"])


def late(request):
    user = get_user_model()()
    # ok: python-django-password-assigned-raw
    user.password = request.POST["password"]
    user.set_password(user.password)

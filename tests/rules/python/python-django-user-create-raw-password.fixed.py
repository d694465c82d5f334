from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from shop.models import Server


def sign_up(request):
    # ruleid: python-django-user-create-raw-password
    user = User.objects.create_user(username=request.POST["name"], password=request.POST["password"])
    user.groups.add(1)
    return user


class SignUpForm:
    def save(self):
        # ruleid: python-django-user-create-raw-password
        return User.objects.create_user(
            username=self.cleaned_data["name"],
            password=self.cleaned_data.get("password1"),  # typed twice
        )


def fixed(request):
    # ok: python-django-user-create-raw-password
    return User.objects.create_user(username=request.POST["name"], password=request.POST["password"])


def hashed(request):
    # ok: python-django-user-create-raw-password
    return User.objects.create(username="x", password=make_password(request.POST["password"]))


def later(request):
    # ok: python-django-user-create-raw-password
    user = User.objects.create(username="x", password=request.POST["password"])
    user.set_password(request.POST["password"])
    user.save()


def other(request):
    # ok: python-django-user-create-raw-password
    return Server.objects.create(host="x", password=request.POST["password"])

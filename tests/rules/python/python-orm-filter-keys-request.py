from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from rest_framework import viewsets

from shop.models import Customer, Order

ALLOWED = {"city", "name"}


def people(request):
    # ruleid: python-orm-filter-keys-request
    found = Customer.objects.filter(**request.GET.dict())
    return JsonResponse({"names": [person.name for person in found]})


class OrderView(viewsets.ModelViewSet):
    def get_queryset(self):
        wanted = dict(self.request.query_params.items())
        # ruleid: python-orm-filter-keys-request
        return Order.objects.all().filter(**wanted)

    def one(self, request):
        body = request.data
        # ruleid: python-orm-filter-keys-request
        return get_object_or_404(Order, **body)


def comprehended(request):
    wanted = {key: value for key, value in request.GET.items()}
    # todoruleid: python-orm-filter-keys-request
    return Order.objects.filter(**wanted)


def any_of(request):
    # ruleid: python-orm-filter-keys-request
    return Order.objects.exclude(Q(**request.POST.dict()))


def chosen(request):
    filters = {"city": request.GET["city"], "name__icontains": request.GET.get("name", "")}
    # ok: python-orm-filter-keys-request
    return Customer.objects.filter(**filters)


def grown(request):
    filters = {}
    if request.GET.get("city"):
        filters["city"] = request.GET["city"]
    # ok: python-orm-filter-keys-request
    return Customer.objects.filter(**filters)


def allowed(request):
    filters = {name: request.GET[name] for name in ALLOWED if name in request.GET}
    # ok: python-orm-filter-keys-request
    return Customer.objects.filter(**filters)


def kept(request):
    filters = {name: value for name, value in request.GET.items() if name in ALLOWED}
    # ok: python-orm-filter-keys-request
    return Customer.objects.filter(**filters)


def checked(request):
    form = SearchForm(request.GET)
    form.is_valid()
    # ok: python-orm-filter-keys-request
    return Customer.objects.filter(**form.cleaned_data)

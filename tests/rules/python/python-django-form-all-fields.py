from django import forms
from django.forms import ModelForm
from django_filters import FilterSet
from rest_framework import serializers

from shop.models import Article, Customer


class CustomerForm(forms.ModelForm):
    class Meta:
        model = Customer
        # ruleid: python-django-form-all-fields
        fields = "__all__"


class ArticleForm(ModelForm):
    class Meta:
        model = Article
        # ruleid: python-django-form-all-fields
        fields = '__all__'


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        # ruleid: python-django-form-all-fields
        fields = "__all__"


class NamedForm(forms.ModelForm):
    class Meta:
        model = Customer
        # ok: python-django-form-all-fields
        fields = ["name", "city"]


class ArticleFilter(FilterSet):
    class Meta:
        model = Article
        # ok: python-django-form-all-fields
        fields = "__all__"


class Plain:
    # ok: python-django-form-all-fields
    fields = "__all__"

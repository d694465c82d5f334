from flask import Blueprint, request
from sqlalchemy import insert

from shop.models import Article, Customer, db
from shop.schemas import ArticleIn

bp = Blueprint("articles", __name__)


@bp.post("/articles")
def create():
    # ruleid: python-mass-assignment-model
    article = Article(**request.get_json())
    db.session.add(article)
    db.session.commit()
    return {"id": article.id}


@bp.post("/people")
def sign_up():
    data = request.form.to_dict()
    # ruleid: python-mass-assignment-model
    db.session.add(Customer(**data))
    return "", 201


@bp.post("/rows")
def row():
    # ruleid: python-mass-assignment-model
    db.session.execute(insert(Article).values(**request.json))
    return "", 201


def django_view(request):
    # ruleid: python-mass-assignment-model
    return Customer.objects.create(owner=request.user, **request.POST.dict())


@bp.post("/named")
def named():
    data = request.get_json()
    # ok: python-mass-assignment-model
    article = Article(title=data["title"], text=data.get("text", ""))
    db.session.add(article)
    return {"id": article.id}


@bp.post("/checked")
def checked():
    # ok: python-mass-assignment-model
    article_in = ArticleIn(**request.get_json())
    # ok: python-mass-assignment-model
    article = Article(**article_in.model_dump())
    db.session.add(article)
    return {"id": article.id}


def serializer_view(request):
    serializer = CustomerSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    # ok: python-mass-assignment-model
    return Customer.objects.create(**serializer.validated_data)

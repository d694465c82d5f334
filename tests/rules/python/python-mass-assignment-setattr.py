from fastapi import APIRouter
from flask import Blueprint, g, request

from shop.models import Profile, db
from shop.schemas import ProfileUpdate

bp = Blueprint("profile", __name__)
router = APIRouter()
EDITABLE = ("name", "city")


@bp.route("/profile", methods=["POST"])
def save():
    profile = db.session.get(Profile, g.user.id)
    for key, value in request.form.items():
        # ruleid: python-mass-assignment-setattr
        setattr(profile, key, value)
    db.session.commit()
    return "", 204


@bp.patch("/profile")
def patch():
    data = request.get_json()
    for key in data:
        if hasattr(g.user, key):
            # ruleid: python-mass-assignment-setattr
            setattr(g.user, key, data[key])
    return "", 204


@bp.put("/settings")
def settings():
    # ruleid: python-mass-assignment-setattr
    g.user.__dict__.update(request.json)
    return "", 204


async def change(request):
    body = await request.json()
    # ruleid: python-mass-assignment-setattr
    vars(request.app["state"]).update(body)


@bp.post("/fixed")
def fixed():
    data = request.get_json()
    for key in EDITABLE:
        if key in data:
            # ok: python-mass-assignment-setattr
            setattr(g.user, key, data[key])
    return "", 204


@bp.post("/allowed")
def allowed():
    for key, value in request.form.items():
        if key in EDITABLE:
            # ok: python-mass-assignment-setattr
            setattr(g.user, key, value)
    for key, value in request.form.items():
        if key not in EDITABLE:
            continue
        # ok: python-mass-assignment-setattr
        setattr(g.user, key, value)
    return "", 204


@router.patch("/people/{person}")
def person(person: int, change: ProfileUpdate, session):
    row = session.get(Profile, person)
    for key, value in change.model_dump(exclude_unset=True).items():
        # ok: python-mass-assignment-setattr
        setattr(row, key, value)
    # ok: python-mass-assignment-setattr
    setattr(row, "note", change.note)


def form_view(request):
    form = ProfileForm(request.POST)
    for key, value in form.cleaned_data.items():
        # ok: python-mass-assignment-setattr
        setattr(request.user, key, value)

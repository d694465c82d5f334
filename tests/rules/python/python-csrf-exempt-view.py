import hmac

from django.http import HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from rest_framework import decorators

from shop.extensions import app, csrf


@csrf_exempt
# ruleid: python-csrf-exempt-view
def change_email(request):
    request.user.email = request.POST["email"]
    request.user.save()
    return HttpResponse(status=204)


@method_decorator(csrf_exempt, name="dispatch")
# ruleid: python-csrf-exempt-view
class Transfer(View):
    def post(self, request):
        return JsonResponse({"paid": request.user.pay(request.POST["to"])})


@app.route("/delete", methods=["POST"])
@csrf.exempt
# ruleid: python-csrf-exempt-view
def delete():
    return "", 204


@csrf_protect
# ok: python-csrf-exempt-view
def change_name(request):
    return HttpResponse(status=204)


@csrf_exempt
# ok: python-csrf-exempt-view
def stripe_webhook(request):
    return HttpResponse(status=204)


@csrf_exempt
# ok: python-csrf-exempt-view
def incoming(request):
    if not hmac.compare_digest(request.headers["X-Signature"], sign(request.body)):
        return HttpResponse(status=403)
    return HttpResponse(status=204)


@csrf_exempt
@decorators.api_view(["POST"])
# ok: python-csrf-exempt-view
def orders(request):
    return HttpResponse(status=204)

import httpx
import requests
from requests import get

session = requests.Session()
# ruleid: python-tls-verification-off
session.verify = True
# ruleid: python-tls-verification-off
requests.get("https://stock.example/items", verify=True)
# ruleid: python-tls-verification-off
get("https://stock.example/items", timeout=3, verify=True, headers={"X": "y"})
session.post(
    "https://stock.example/items",
    json={},
    # ruleid: python-tls-verification-off
    verify=True,
)
# ruleid: python-tls-verification-off
client = httpx.Client(verify=True)

# ok: python-tls-verification-off
requests.get("https://stock.example/items")
# ok: python-tls-verification-off
requests.get("https://stock.example/items", verify=True)
# ok: python-tls-verification-off
requests.get("https://stock.example/items", verify="/etc/ssl/internal.pem")
# ok: python-tls-verification-off
session.verify = "/etc/ssl/internal.pem"


def check(signature, model):
    # ok: python-tls-verification-off
    model.load(signature, verify=False)

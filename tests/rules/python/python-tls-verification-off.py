import httpx
import requests
from requests import get

session = requests.Session()
# ruleid: python-tls-verification-off
session.verify = False
# ruleid: python-tls-verification-off
requests.get("https://stock.example/items", verify=False)
# ruleid: python-tls-verification-off
get("https://stock.example/items", timeout=3, verify=False, headers={"X": "y"})
session.post(
    "https://stock.example/items",
    json={},
    # ruleid: python-tls-verification-off
    verify=False,
)
# ruleid: python-tls-verification-off
client = httpx.Client(verify=False)

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

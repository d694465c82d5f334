import os

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from shop import app

# ruleid: python-forwarded-headers-trusted
uvicorn.run(app, host="0.0.0.0", proxy_headers=True, forwarded_allow_ips="*")
# ruleid: python-forwarded-headers-trusted
app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=["*"])

# ok: python-forwarded-headers-trusted
uvicorn.run(app, forwarded_allow_ips=os.environ["FORWARDED_ALLOW_IPS"])
# ok: python-forwarded-headers-trusted
app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=["10.0.0.7"])
# ok: python-forwarded-headers-trusted
uvicorn.run(app, host="0.0.0.0")

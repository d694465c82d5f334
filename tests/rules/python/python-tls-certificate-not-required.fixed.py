import ssl

import urllib3

context = ssl.SSLContext(ssl.PROTOCOL_TLS)
# ruleid: python-tls-certificate-not-required
context.verify_mode = ssl.CERT_REQUIRED
# ruleid: python-tls-certificate-not-required
pool = urllib3.PoolManager(cert_reqs=ssl.CERT_REQUIRED)

good = ssl.create_default_context()
# ok: python-tls-certificate-not-required
good.verify_mode = ssl.CERT_REQUIRED
# ok: python-tls-certificate-not-required
optional = ssl.CERT_OPTIONAL
# ok: python-tls-certificate-not-required
checked = urllib3.PoolManager(cert_reqs=ssl.CERT_REQUIRED)

def connect(
    host,
    user="shop",
    # ruleid: python-default-argument-password
    password="Tq8-harbour-19",
):
    return host, user, password


# ruleid: python-default-argument-password
def sign(text: str, *, secret_key: str = "c2f1-9b77-signing") -> str:
    return text + secret_key


# ok: python-default-argument-password
def required(host, password):
    return host, password


# ok: python-default-argument-password
def optional(host, password=None, api_key=""):
    return host, password, api_key


# ok: python-default-argument-password
def field_name(row, password="password", user_password="your-password"):
    return row[password], user_password

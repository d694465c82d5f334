import uuid
from uuid import uuid1


def start_session(session):
    # ruleid: python-time-based-uuid-secret
    session.session_id = str(uuid.uuid1())
    return session


def new_reset_token():
    # ruleid: python-time-based-uuid-secret
    return uuid1().hex


def invite(user):
    # ruleid: python-time-based-uuid-secret
    api_key = uuid.uuid1().hex
    return user, api_key


def good_token():
    # ok: python-time-based-uuid-secret
    return uuid.uuid4().hex


def new_event():
    # ok: python-time-based-uuid-secret
    event_id = uuid.uuid1()
    return event_id


def new_namespaced_token(node):
    # ok: python-time-based-uuid-secret
    return uuid.uuid1(node, 7)

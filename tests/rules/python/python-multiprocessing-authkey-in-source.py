import os
from multiprocessing.connection import Client, Listener
from multiprocessing.managers import BaseManager


class Queues(BaseManager):
    pass


def serve():
    # ruleid: python-multiprocessing-authkey-in-source
    return Listener(("localhost", 6000), authkey=b"queue key")


def connect(host):
    # ruleid: python-multiprocessing-authkey-in-source
    return Queues(address=(host, 50000), authkey=b"abracadabra")


def from_the_environment():
    # ok: python-multiprocessing-authkey-in-source
    return Listener(("localhost", 6000), authkey=os.environb[b"QUEUE_KEY"])


def passed(address, key):
    # ok: python-multiprocessing-authkey-in-source
    return Client(address, authkey=key)


def inherited():
    # ok: python-multiprocessing-authkey-in-source
    return Queues(address=("localhost", 0))

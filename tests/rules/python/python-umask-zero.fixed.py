import os


def daemonize():
    os.chdir("/")
    os.setsid()
    # ruleid: python-umask-zero
    os.umask(0o022)


def prepare():
    # ruleid: python-umask-zero
    os.umask(0o022)


def usual():
    # ok: python-umask-zero
    os.umask(0o022)


def private():
    # ok: python-umask-zero
    os.umask(0o077)


def pipe(path):
    # ok: python-umask-zero
    old = os.umask(0)
    try:
        os.mkfifo(path, 0o660)
    finally:
        os.umask(old)

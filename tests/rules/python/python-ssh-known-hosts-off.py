import asyncssh
import pysftp


async def run(host, command):
    # ruleid: python-ssh-known-hosts-off
    async with asyncssh.connect(host, username="deploy", known_hosts=None) as connection:
        return await connection.run(command)


def upload(host, user, key, path):
    options = pysftp.CnOpts()
    # ruleid: python-ssh-known-hosts-off
    options.hostkeys = None
    with pysftp.Connection(host, username=user, private_key=key, cnopts=options) as sftp:
        sftp.put(path)


async def checked(host, known):
    # ok: python-ssh-known-hosts-off
    return await asyncssh.connect(host, known_hosts=known)


async def default(host):
    # ok: python-ssh-known-hosts-off
    return await asyncssh.connect(host)


def own_file(path):
    # ok: python-ssh-known-hosts-off
    return pysftp.CnOpts(knownhosts=path)

import paramiko
from paramiko import AutoAddPolicy, SSHClient


def connect(host):
    client = paramiko.SSHClient()
    # ruleid: python-ssh-unknown-host-accepted
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(host)
    return client


def warn(host):
    client = SSHClient()
    # ruleid: python-ssh-unknown-host-accepted
    client.set_missing_host_key_policy(paramiko.WarningPolicy)
    # ruleid: python-ssh-unknown-host-accepted
    client.set_missing_host_key_policy(AutoAddPolicy())
    client.connect(host)
    return client


def good(host):
    client = SSHClient()
    client.load_system_host_keys()
    # ok: python-ssh-unknown-host-accepted
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    client.connect(host)
    return client


def own(host, policy):
    client = SSHClient()
    # ok: python-ssh-unknown-host-accepted
    client.set_missing_host_key_policy(policy)
    client.connect(host)
    return client

import subprocess


def restart(host):
    # ruleid: python-ssh-command-host-check-off
    subprocess.run(["ssh", "-o", "StrictHostKeyChecking=no", host, "systemctl restart shop"], check=True)


# ruleid: python-ssh-command-host-check-off
SCP = ["scp", "-B", "-o", 'StrictHostKeyChecking=off']


def learned(host):
    # ok: python-ssh-command-host-check-off
    return ["ssh", "-o", "StrictHostKeyChecking=accept-new", host]


def strict(host):
    # ok: python-ssh-command-host-check-off
    return ["ssh", "-o", "StrictHostKeyChecking=yes", host]


def other(host):
    # ok: python-ssh-command-host-check-off
    return ["ssh", "-o", "BatchMode=yes", host]

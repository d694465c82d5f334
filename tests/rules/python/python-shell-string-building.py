import os
import shlex
import subprocess
from pathlib import Path

from flask import request

TOOL = "/usr/bin/convert"


def make_thumbnail(source, target):
    # ruleid: python-shell-string-building
    subprocess.run(f"convert {source} -resize 200 {target}", shell=True, check=True)


def archive(folder: Path) -> None:
    command = "tar -czf backup.tar.gz " + str(folder)
    # ruleid: python-shell-string-building
    os.system(command)


def extract(filename, encoding, **kwargs):
    # ruleid: python-shell-string-building
    return subprocess.Popen("antiword %s" % filename, shell=True, stdout=subprocess.PIPE)


def listing(host, folder):
    # ruleid: python-shell-string-building
    return subprocess.getoutput("ssh {} ls {}".format(host, folder))


def remote(client, unit):
    # ruleid: python-shell-string-building
    return client.exec_command("systemctl restart " + unit)


def many(paths):
    # ruleid: python-shell-string-building
    subprocess.check_call("wc -l " + " ".join(paths), shell=True)


def make_thumbnail_safely(source, target):
    # ok: python-shell-string-building
    subprocess.run(["convert", source, "-resize", "200", target], check=True)


def quoted(source):
    # ok: python-shell-string-building
    subprocess.run(f"wc -l {shlex.quote(source)} | cut -f 1", shell=True, check=True)


def resize(width: int):
    # ok: python-shell-string-building
    subprocess.run(f"{TOOL} in.png -resize {width} out.png", shell=True, check=True)


def run(command):
    # ok: python-shell-string-building
    return subprocess.run(command, shell=True, check=True)


def constant():
    # ok: python-shell-string-building
    os.system("df -h | tail -n +2")


def from_the_request():
    # The rule for web input tells about this one.
    # ok: python-shell-string-building
    os.system("ping -c 1 " + request.args["host"])

import os

HOOK = "#!/bin/sh\nexec make lint\n"


def install(data, target):
    with open(target, "wb") as file:
        file.write(data)
    # ruleid: python-written-file-made-executable
    os.chmod(target, 0o755)


def start(data):
    with open("helper.bin", "wb") as out:
        out.write(data)
    # ruleid: python-written-file-made-executable
    os.chmod("helper.bin", 0o711)
    os.system("./helper.bin")


def install_hook(folder):
    with open(".git/hooks/pre-commit", "w") as file:
        file.write(HOOK)
    # ok: python-written-file-made-executable
    os.chmod(".git/hooks/pre-commit", 0o755)


def install_for_me(data, target):
    with open(target, "wb") as file:
        file.write(data)
    # ok: python-written-file-made-executable
    os.chmod(target, 0o700)


def keep(data, target):
    with open(target, "wb") as file:
        file.write(data)
    # ok: python-written-file-made-executable
    os.chmod(target, 0o644)

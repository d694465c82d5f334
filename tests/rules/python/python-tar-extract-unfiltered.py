import tarfile
import zipfile


def unpack(path, target):
    with tarfile.open(path) as archive:
        # ruleid: python-tar-extract-unfiltered
        archive.extractall(target)


def unpack_named(stream, target):
    archive = tarfile.open(fileobj=stream, mode="r:gz")
    # ruleid: python-tar-extract-unfiltered
    archive.extractall(path=target, numeric_owner=True)
    archive.close()


def unpack_here(path):
    with tarfile.open(path) as archive:
        # ruleid: python-tar-extract-unfiltered
        archive.extractall()


def unpack_filtered(path, target):
    with tarfile.open(path) as archive:
        # ok: python-tar-extract-unfiltered
        archive.extractall(target, filter="data")


def unpack_chosen(path, target):
    with tarfile.open(path) as archive:
        names = [member for member in archive if member.isfile() and "/" not in member.name]
        # ok: python-tar-extract-unfiltered
        archive.extractall(target, members=names)


def unpack_zip(path, target):
    with zipfile.ZipFile(path) as archive:
        # ok: python-tar-extract-unfiltered
        archive.extractall(target)

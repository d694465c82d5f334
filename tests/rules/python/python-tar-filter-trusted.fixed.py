import shutil
import tarfile


def unpack(path, target):
    with tarfile.open(path) as archive:
        # ruleid: python-tar-filter-trusted
        archive.extractall(target, filter="data")


def unpack_any(path, target):
    # ruleid: python-tar-filter-trusted
    shutil.unpack_archive(path, target, "gztar", filter="data")


def safely(path, target):
    with tarfile.open(path) as archive:
        # ok: python-tar-filter-trusted
        archive.extractall(target, filter="data")


def safely_any(path, target):
    # ok: python-tar-filter-trusted
    shutil.unpack_archive(path, target, "gztar", filter="data")


def configured(archive, target, chosen):
    # ok: python-tar-filter-trusted
    archive.extractall(target, filter=chosen)

import shutil
import tarfile
import zipfile


def unpack(path, target):
    # ruleid: python-archive-unpacked-unfiltered
    shutil.unpack_archive(path, target)


def members(path, target):
    with tarfile.open(path) as archive:
        for member in archive:
            # ruleid: python-archive-unpacked-unfiltered
            archive.extract(member, target)


def filtered(path, target):
    # ok: python-archive-unpacked-unfiltered
    shutil.unpack_archive(path, target, "gztar", filter="data")


def zipped(path, target):
    # ok: python-archive-unpacked-unfiltered
    shutil.unpack_archive(path, target, format="zip")


def zip_members(path, target):
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            # ok: python-archive-unpacked-unfiltered
            archive.extract(member, target)


def one(path, target):
    with tarfile.open(path) as archive:
        # ok: python-archive-unpacked-unfiltered
        archive.extract("manifest.json", target)

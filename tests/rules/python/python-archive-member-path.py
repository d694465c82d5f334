import os
import tarfile
import zipfile
from pathlib import Path


def unpack(path, target):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            # ruleid: python-archive-member-path
            with open(os.path.join(target, name), "wb") as file:
                file.write(archive.read(name))


def unpack_infos(path, target: Path):
    archive = zipfile.ZipFile(path)
    for info in archive.infolist():
        destination = target / info.filename
        # ruleid: python-archive-member-path
        destination.write_bytes(archive.read(info))


def unpack_tar(path, target):
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            # ruleid: python-archive-member-path
            with open(target + "/" + member.name, "wb") as file:
                file.write(content.read())


def unpack_safely(path, target: Path):
    base = target.resolve()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            destination = (base / name).resolve()
            if not destination.is_relative_to(base):
                raise ValueError(name)
            # ok: python-archive-member-path
            destination.write_bytes(archive.read(name))


def flatten(path, target):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            # ok: python-archive-member-path
            with open(os.path.join(target, os.path.basename(name)), "wb") as file:
                file.write(archive.read(name))


def list_names(path):
    with zipfile.ZipFile(path) as archive:
        # ok: python-archive-member-path
        return sorted(archive.namelist())


def extract(path, target):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            # ok: python-archive-member-path
            archive.extract(name, target)


def read_all(path):
    with zipfile.ZipFile(path) as archive:
        # ok: python-archive-member-path
        return [archive.open(name).read() for name in archive.namelist()]


def checked(path, target):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            destination = os.path.join(target, name)
            if not is_within_directory(target, destination):
                raise ValueError(name)
            # ok: python-archive-member-path
            with open(destination, "wb") as file:
                file.write(archive.read(name))

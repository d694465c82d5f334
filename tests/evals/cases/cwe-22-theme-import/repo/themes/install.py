"""Installs themes from zip files that users upload."""

import os
import shutil
import zipfile

from themes.manifest import ThemeError, read_manifest


def install(upload, folder, progress=lambda name: None):
    """Unpack the theme into `folder`, which is made, and return its name and version.

    `progress` is called with the path of each file that was written, as it stands in the archive. An archive
    that is no theme raises ThemeError.
    """
    try:
        archive = zipfile.ZipFile(upload)
    except zipfile.BadZipFile as error:
        raise ThemeError("not a zip file") from error
    with archive:
        described = read_manifest(archive)
        for member in archive.infolist():
            target = os.path.join(folder, member.filename)
            if member.is_dir():
                continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(member) as source:
                with open(target, "wb") as out:
                    shutil.copyfileobj(source, out)
            progress(member.filename)
    return described

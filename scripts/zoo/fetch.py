"""Downloads the packages named in `sources.py` with their ordinary clients and unpacks them.

Usage: python scripts/zoo/fetch.py
Needs npm, pip and (on Debian or Ubuntu) apt-get and dpkg. Packages that cannot be had are reported and skipped.
"""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from paths import PACKAGES_DIR
from sources import SOURCES


def main():
    missing = []
    for registry, package in sorted({(source.registry, source.package) for source in SOURCES}):
        target = package_dir(registry, package)
        if target.exists():
            continue
        with tempfile.TemporaryDirectory() as download_dir:
            try:
                archive = DOWNLOADERS[registry](package, Path(download_dir))
                unpack(archive, target)
                print("fetched", registry, package, flush=True)
            except (subprocess.CalledProcessError, StopIteration):
                missing.append(f"{registry}:{package}")
    if missing:
        print("not available here, skipped:", ", ".join(missing))


def package_dir(registry, package):
    return PACKAGES_DIR / registry / package.replace("/", "+")


def download_npm(package, download_dir):
    subprocess.run(["npm", "pack", "--silent", package], cwd=download_dir, check=True, capture_output=True)
    return next(download_dir.iterdir())


def download_pypi(package, download_dir):
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", package]
    subprocess.run(command, cwd=download_dir, check=True, capture_output=True)
    return next(download_dir.iterdir())


def download_debian(package, download_dir):
    # apt drops privileges to its own user, which must be able to write here.
    download_dir.chmod(0o777)
    subprocess.run(["apt-get", "download", package], cwd=download_dir, check=True, capture_output=True)
    return next(download_dir.glob("*.deb"))


DOWNLOADERS = {"npm": download_npm, "pypi": download_pypi, "debian": download_debian}


def unpack(archive, target):
    target.mkdir(parents=True)
    if archive.suffix == ".deb":
        subprocess.run(["dpkg", "-x", archive, target], check=True)
    elif archive.suffix in (".whl", ".zip"):
        zipfile.ZipFile(archive).extractall(target)
    else:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")


if __name__ == "__main__":
    main()

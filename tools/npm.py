#!/usr/bin/env python3
"""Installs what package-lock.json names into node_modules, once for each lock file.

The stamp node_modules/.installed holds the hash of what was installed, so a second call costs one file read.
"""
import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
STAMP = TOP / "node_modules" / ".installed"


def wanted():
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        digest.update((TOP / name).read_bytes())
    return digest.hexdigest()


def is_installed():
    return STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted()


def install():
    """Raises RuntimeError, with what npm said, when it cannot."""
    if is_installed():
        return
    with open(TOP / "package-lock.json", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds may want it at the same time
        if is_installed():
            return
        print("Installing the node packages of package-lock.json …", file=sys.stderr)
        try:
            run = subprocess.run(["npm", "ci", "--no-progress"], cwd=TOP, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        except FileNotFoundError:
            raise RuntimeError("npm is not installed: run tools/deps build") from None
        if run.returncode:
            raise RuntimeError(f"{run.stdout}npm could not install the packages (is there a network?)")
        STAMP.write_text(wanted(), encoding="ascii")


if __name__ == "__main__":
    try:
        install()
    except RuntimeError as error:
        sys.exit(f"npm.py: {error}")

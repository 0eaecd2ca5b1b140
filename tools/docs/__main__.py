"""Build the docs site: `python -m docs FOLDER`."""

import sys
from pathlib import Path

from docs.site import build

if __name__ == "__main__":
    made = build(Path(sys.argv[1] if len(sys.argv) > 1 else "site"))
    print(f"설명서: {made / 'index.html'}")

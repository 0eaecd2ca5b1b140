"""Files spoiled at random: the readers read them or refuse them with faults that say what to do. More of it: bench/fuzz_readers.py."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parent.parent / "bench" / "fuzz_readers.py"


@pytest.mark.parametrize("block", range(4))
def test_spoiled_folders_are_read_or_refused(block: int, tmp_path: Path) -> None:
    about = importlib.util.spec_from_file_location("fuzz_readers", PATH)
    assert about and about.loader
    fuzz = importlib.util.module_from_spec(about)
    about.loader.exec_module(fuzz)
    outcomes = [fuzz.once(seed, tmp_path) for seed in range(block * 40, block * 40 + 40)]
    assert set(outcomes) <= {"read", "refused"} and {"read", "refused"} <= set(outcomes), [o for o in outcomes if o not in ("read", "refused")]

"""The README's own-city commands work as they stand."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOSI = f'"{sys.executable}" -c "from dosi.workbench.cli import main; main()"'


def test_the_ten_minute_city_of_the_readme_builds_to_a_draft_and_check_says_what_is_missing(tmp_path: Path) -> None:
    part = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Ten minutes to your own city")[2]
    commands = re.search(r"```\n(.*?)```", part, re.DOTALL)
    assert commands
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    *before, check = commands[1].replace(".venv/bin/dosi", DOSI).strip().splitlines()
    subprocess.run("set -e\n" + "\n".join(before), shell=True, cwd=tmp_path, check=True, capture_output=True)
    page = (tmp_path / "mycity" / "plan" / "document" / "html" / "index.html").read_text(encoding="utf-8")
    assert "작성 필요" in page
    said = subprocess.run(check, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 1 and "작성 필요" in said.stdout


def test_every_command_of_the_readme_exists() -> None:
    said = subprocess.run([sys.executable, "-c", "from dosi.workbench.cli import main; main()", "--help"], capture_output=True, text=True, check=True).stdout
    for command in re.findall(r"^dosi ([\w-]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        assert re.search(rf"^\s+{command}\s", said, re.MULTILINE), command


def test_help_comes_at_once_for_no_library_of_numbers_is_loaded() -> None:
    asked = "import sys; sys.argv = ['dosi', '--help']\nfrom dosi.workbench.cli import app\napp(standalone_mode=False)\nprint(sorted({'numpy', 'pandas', 'shapely', 'pyarrow'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.strip().endswith("[]")

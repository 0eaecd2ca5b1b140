"""`dosi voice issues`: opinions of files alone, what it prints, and what it says of broken files; personal data leaves no input file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, copy_of
from opinions_said import CAMPAIGNS, SAID
from typer.testing import CliRunner

from dosi.sources.rows import grid_of
from dosi.workbench import building, versions
from dosi.workbench.cli import app

HEAD = "접수번호,날짜,경로,생활권,의견\n"
SECRETS = ("010-2345-6789", "900101-1234568", "hong.gil@example.com", "12가3456", "5555-5555-5555-4444")


def run(*words: object) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["voice", "issues", *(str(w) for w in words)])
    return answer.exit_code, answer.stdout, answer.stderr


def told(*words: object) -> Any:
    code, out, err = run(*words, "--json")
    assert code == 0, err
    return json.loads(out)


def written(folder: Path, rows: list[str], head: str = HEAD, name: str = "의견.csv") -> Path:
    (folder / name).write_text(head + "".join(f"{r}\n" for r in rows), encoding="utf-8")
    return folder / name


def many(folder: Path) -> Path:
    texts = [text for _, text in SAID[:120]] + [*CAMPAIGNS[0]]
    return written(folder, [f'n{n},2024-0{1 + n % 9}-01,{"온라인" if n % 3 else "우편"},{"가동" if n % 2 else "나동"},"{text}"' for n, text in enumerate(texts)])


def test_the_object_is_as_documented(tmp_path: Path) -> None:
    said = told(many(tmp_path))
    assert said["opinions"] == 120 + len(CAMPAIGNS[0]) and said["placed"] + said["unplaced"] == said["opinions"]
    assert said["copies"] == [{"sentence": CAMPAIGNS[0][0], "times": len(CAMPAIGNS[0])}]
    assert said["voices"] == pytest.approx(121)
    for issue in said["issues"]:
        assert {"id", "size", "share", "theme", "field", "zones", "sentences"} <= set(issue)
        assert 0 < issue["share_low"] <= issue["share"] <= issue["share_high"] < 1 and issue["size"] == sum(issue["zones"].values()) == sum(issue["months"].values())
        assert 0 < len(issue["sentences"]) <= 3 or issue["size"] == 1
    assert [i["voices"] for i in said["issues"]] == sorted((i["voices"] for i in said["issues"]), reverse=True)


def test_each_copy_counts_where_the_planner_says_so(tmp_path: Path) -> None:
    assert told(many(tmp_path), "--copies", "each")["voices"] == 120 + len(CAMPAIGNS[0])


def test_only_the_text_has_to_be_there(tmp_path: Path) -> None:
    said = told(written(tmp_path, ["버스가 너무 드물게 와서 한 시간을 기다려요", "", "수돗물에서 녹물이 나옵니다"], "내용\n"))
    assert said["opinions"] == 2 and {i["theme"] for i in said["issues"]} == {"transit_access", "water_waste"}
    assert all(i["first_on"] is None and i["zones"] == {} for i in said["issues"])


def test_files_of_several_channels_are_put_together(tmp_path: Path) -> None:
    paper = written(tmp_path, ["수돗물에서 녹물이 나옵니다"], "내용\n", "우편.csv")
    online = written(tmp_path, ["수돗물에서 냄새가 나고 녹물이 섞여요"], "내용\n", "온라인.csv")
    (issue,) = told(paper, online)["issues"]
    assert issue["channels"] == {"우편": 1, "온라인": 1}


def test_a_few_opinions_are_not_said_to_tell_more_than_they_do(tmp_path: Path) -> None:
    code, out, _ = run(written(tmp_path, ["a,2024-01-01,온라인,가동,버스가 너무 드물게 와요"]))
    assert code == 0 and "50건보다 적다" in out


def test_no_text_is_told_with_what_the_file_holds(tmp_path: Path) -> None:
    code, out, _ = run(written(tmp_path, ["a,1"], "번호,점수\n"), tmp_path / "nothing.csv", "--json")
    faults = json.loads(out)["faults"]
    assert code == 2 and len(faults) == 2 and all({"what", "where", "found", "expected", "fix"} <= set(f) for f in faults)


def test_dates_and_numbers_that_cannot_be_are_told_together(tmp_path: Path) -> None:
    code, out, _ = run(written(tmp_path, ["a,어제,온라인,가동,버스가 드물어요", "a,2024-01-02,온라인,가동,물이 안 나와요", "b,2024-13-02,온라인,가동,길이 어두워요"]), "--json")
    assert code == 2 and len(json.loads(out)["faults"]) == 3


def test_a_file_cut_anywhere_ends_in_an_answer_or_a_fault(tmp_path: Path) -> None:
    whole = many(tmp_path).read_bytes()[:1500]
    for cut in range(0, len(whole), 97):
        (tmp_path / "cut.csv").write_bytes(whole[:cut])
        code, out, err = run(tmp_path / "cut.csv", "--json")
        assert code in (0, 2), (cut, err)
        assert json.loads(out)


def secret_rows() -> list[str]:
    return [f"s{n},2024-01-02,온라인,a,버스가 드물어 불편합니다. 제 것은 {secret} 입니다" for n, secret in enumerate(SECRETS)]


def test_personal_data_is_counted_and_not_printed(tmp_path: Path) -> None:
    path = written(tmp_path, secret_rows())
    said = told(path)
    assert sum(said["masked"].values()) == len(SECRETS) and len(said["masked"]) == len(SECRETS)
    for output in (json.dumps(said, ensure_ascii=False), run(path)[1]):
        assert not [secret for secret in SECRETS if secret in output]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_personal_data_is_in_no_file_that_a_build_or_a_seal_writes(ending: str, tmp_path: Path) -> None:
    """Every output, table, cache and sealed copy is searched, packed files unpacked; only the input itself holds it."""
    import pandas as pd

    city = copy_of(TINY, tmp_path / "city")
    opinions = city / "voice" / "opinions.csv"
    with opinions.open("a", encoding="utf-8") as file:
        file.write("".join(row.replace(",a,", ",a,30대,") + "\n" for row in secret_rows()))
    notes = city / "voice" / "notes.bin"
    notes.write_bytes(b"\x00\xff" + SECRETS[0].encode())  # nobody can tell what it holds
    if ending == ".xlsx":
        opinions = as_workbook(opinions)
    built = building.build(city)
    version = versions.seal("draft-1", "draft", "2025-02-01", city, city)
    about = json.loads((version / "version.json").read_text(encoding="utf-8"))
    assert about["withheld"] == ["city:voice/notes.bin"] and not (version / "inputs" / "voice" / "notes.bin").exists()
    kept = grid_of(version / "inputs" / "voice" / opinions.name, "kept")
    assert len(kept) == len(grid_of(opinions, "given")) and kept[0] == grid_of(opinions, "given")[0]
    assert {row[-1][:9] for row in kept[-len(SECRETS):]} == {"버스가 드물어 불편합니다"[:9]}
    assert built is not None
    made = building.make(city)
    masked = {r["kind"]: r["pieces"] for r in made.shelf.named("voice/masked").records()}
    assert sum(masked.values()) == len(SECRETS) + 1  # and the telephone number of o3
    looked = 0
    for path in sorted(city.rglob("*")):
        if not path.is_file() or path in (opinions, notes):
            continue
        looked += 1
        held = path.read_bytes()
        if path.suffix == ".parquet":
            held = pd.read_parquet(path).to_csv().encode()
        elif held[:2] == b"PK":
            import zipfile

            with zipfile.ZipFile(path) as packed:
                held = b"".join(packed.read(name) for name in packed.namelist())
        elif held[:2] == b"\x1f\x8b":
            import gzip

            held = gzip.decompress(held)
        for secret in SECRETS:
            for bare in {secret, secret.replace("-", "")}:
                assert bare.encode() not in held, f"{path.relative_to(city)} holds {bare}"
    assert looked > 100
    for path in [version, *version.rglob("*")]:
        path.chmod(0o755)  # so that the temporary folder can be cleared


def as_workbook(opinions: Path) -> Path:
    """The table as an Excel file in its place, a secret in a number, a comment, the author's name and a hidden sheet, too."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    for row in grid_of(opinions, "opinions"):
        book.active.append(row)
    book.active["A2"].comment = Comment(f"전화 {SECRETS[0]}", SECRETS[1])
    book.properties.creator = SECRETS[0]
    hidden = book.create_sheet("메모")
    hidden.sheet_state = "hidden"
    hidden.append([f"전화 {SECRETS[0]}"])
    opinions.unlink()
    path = opinions.with_suffix(".xlsx")
    book.save(path)
    return path


def test_a_fault_quotes_a_cell_without_the_personal_data_in_it(tmp_path: Path) -> None:
    lines = [*secret_rows(), "s0,2024-01-02,온라인,a,같은 번호", "z1,전화 010-2345-6789,온라인,a,날짜가 아닙니다"]
    status, out, err = run(written(tmp_path, [*lines, "010-2345-6789,,온라인,a,하나", "010-2345-6789,,온라인,a,둘"]))
    assert status == 2 and "more than once" in err and "is no date" in err
    assert not [secret for secret in (*SECRETS, "010-2345-6789") if secret in out + err]

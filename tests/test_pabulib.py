"""Pabulib files: every kind of ballot, every fault with its line, cuts, noise, and back again."""

from __future__ import annotations

import gzip
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from dosi.model.ballots import Election
from dosi.model.errors import InputFault
from dosi.sources.pabulib import read_ballots, read_election
from dosi.voice.ballots.merging import merged
from dosi.voice.ballots.writing import written

PABULIB = ROOT.parent / "shared" / "data" / "pabulib" / "pb"
needs_pabulib = pytest.mark.skipif(not PABULIB.is_dir(), reason="the Pabulib elections lie outside of the repository")
TOWN = '''META
key;value
description;"A town; its second budget"
num_projects;3
num_votes;4
budget;1000
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name
1;600;2;Park
2;500;3;"Road; with ""trees"""
10;400;1;숲
VOTES
voter_id;vote;age;sex
a;1,2;34;F
b;2;18;M
c;;70;F
d;10,2,1;34;M
'''
POINTS = """META
key;value
num_projects;2
num_votes;2
budget;1000.50
vote_type;cumulative
PROJECTS
project_id;cost;votes;score
1;600.25;2;7.5
2;500;1;3
VOTES
voter_id;vote;points
a;1,2;5,3
b;1;2.5
"""


def read(folder: Path, text: str | bytes, name: str = "town.pb") -> Election:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_election(path)


def faults(folder: Path, text: str | bytes, name: str = "town.pb") -> list[str]:
    with pytest.raises(InputFault) as told:
        read(folder, text, name)
    for fault in told.value.faults:
        assert fault.where.startswith(name)
        assert fault.found and fault.expected and fault.fix
    return [f"{f.where}: {f.what}" for f in told.value.faults]


def same(one: Election, other: Election) -> bool:
    """Whether two elections hold the same, whatever the reader said of them."""
    arrays = [(one.start, other.start), (one.listed, other.listed), (one.projects.cost, other.projects.cost)]
    points = (one.points is None) == (other.points is None) and (one.points is None or other.points is None or np.array_equal(one.points * other.points_per_unit, other.points * one.points_per_unit))
    columns = {k: v.as_written() for k, v in one.voters.columns.items()} == {k: v.as_written() for k, v in other.voters.columns.items()}
    return (all(np.array_equal(a, b) for a, b in arrays) and points and columns and one.voters.ids == other.voters.ids and one.projects.ids == other.projects.ids
            and one.projects.columns == other.projects.columns and (one.kind, one.budget, one.steps_per_unit) == (other.kind, other.budget, other.steps_per_unit))  # fmt: skip


# reading --------------------------------------------------------------------------------------------------------------


def test_an_election_is_read_with_quoted_cells_and_empty_ballots(tmp_path: Path) -> None:
    town = read(tmp_path, TOWN)
    assert (town.kind, town.budget, town.steps_per_unit) == ("approval", 1000, 1)
    assert town.projects.ids == ("1", "2", "10")
    assert town.projects.columns["name"] == ("Park", 'Road; with "trees"', "숲")
    assert town.meta["description"] == "A town; its second budget"
    assert town.start.tolist() == [0, 2, 3, 3, 6]
    assert town.listed.tolist() == [0, 1, 1, 2, 1, 0]
    assert town.voters.columns["age"].as_written() == ["34", "18", "70", "34"]


def test_money_and_points_with_decimals_are_whole_steps(tmp_path: Path) -> None:
    held = read(tmp_path, POINTS)
    assert (held.steps_per_unit, held.budget, held.projects.cost.tolist()) == (100, 100050, [60025, 50000])
    assert held.points is not None
    assert (held.points_per_unit, held.points.tolist()) == (10, [50, 30, 25])
    assert held.money(held.budget) == 1000.5


@pytest.mark.parametrize("encoded", [TOWN.encode("utf-8-sig"), TOWN.replace("\n", "\r\n").encode(), TOWN.replace("\n", "\r").encode(), TOWN.replace("approval", " approval ").encode(),
                                     TOWN.replace("10,2,1", " 10, 2 ,1").encode(), TOWN.replace("META\n", "\n META\n").encode(), TOWN.encode()[:-1]])  # fmt: skip
def test_the_same_election_in_other_dress(tmp_path: Path, encoded: bytes) -> None:
    assert same(read(tmp_path, encoded), read(tmp_path, TOWN))


def test_another_encoding_is_told(tmp_path: Path) -> None:
    held = read(tmp_path, TOWN.encode("cp949"))
    assert held.projects.columns["name"][2] == "숲"
    assert "cp949" in held.notes[0]
    assert any("line 4" in f for f in faults(tmp_path, TOWN.replace("num_projects", "num_\x00projects").encode()))
    assert any("encoding" in f for f in faults(tmp_path, TOWN.encode().replace("숲".encode(), b"\xff\xff")))


def test_a_packed_file_and_a_broken_one(tmp_path: Path) -> None:
    assert same(read(tmp_path, gzip.compress(TOWN.encode()), "town.pb.gz"), read(tmp_path, TOWN))
    assert faults(tmp_path, gzip.compress(TOWN.encode())[:-20], "town.pb.gz")
    assert faults(tmp_path, b"no gzip", "town.pb.gz")


def test_a_project_named_twice_on_a_ballot_counts_once(tmp_path: Path) -> None:
    held = read(tmp_path, TOWN.replace("b;2;", "b;2,2;").replace("2;500;3;", "2;500;4;"))
    assert held.listed.tolist() == [0, 1, 1, 2, 1, 0]
    assert "counted once" in held.notes[0]


def test_recorded_votes_that_differ_are_told(tmp_path: Path) -> None:
    assert "votes" in read(tmp_path, TOWN.replace("2;500;3;", "2;500;4;")).notes[0]
    assert "score" in read(tmp_path, POINTS.replace("2;500;1;3", "2;500;1;4")).notes[0]


# faults ---------------------------------------------------------------------------------------------------------------


def test_all_faults_come_together_each_with_its_line(tmp_path: Path) -> None:
    told = faults(tmp_path, TOWN.replace("1;600", "1;about 600").replace("b;2;", "b;20;").replace("vote_type;approval", "vote_type;aproval").replace("10;400;1", "1;400;1"))
    assert [f.split(":")[0] for f in told if "aproval" in f] == ["town.pb, line 7, column vote_type"]
    assert [f.split(":")[0] for f in told if 'Project "1": cost' in f] == ["town.pb, line 11, column cost"]
    assert [f.split(":")[0] for f in told if "stands twice" in f] == ["town.pb, line 13, column project_id"]
    assert [f.split(":")[0] for f in told if '"20"' in f] == ["town.pb, line 17, column vote"]


@pytest.mark.parametrize(("old", "new", "line"), [
    ("num_votes;4", "num_votes;5", 19), ("num_votes;4", "num_votes;many", 5), ("num_projects;3\n", "", 1), ("budget;1000", "budget;1,000", 6), ("budget;1000", "budget;-5", 6),
    ("project_id;cost", "cost;project_id", 10), ("voter_id;vote;age", "vote;voter_id;age", 15), ("a;1,2;34;F", "a;1,2;34", 16), ("a;1,2;34;F", "a;1,2;34;F;x", 16),
    ("VOTES\n", "", 18), ("PROJECTS\n", "VOTES\n", 9), ("a;1,2", "a;1,", 16), ("voter_id;vote;age;sex", "voter_id;vote;age;age", 15), ('"Road', 'Road" "', 12),
    ("key;value\n", "", 2), ("META\n", "", 1), ("budget;1000", "budget;1000\nbudget;1000", 7), ("10;400", "1,0;400", 13),
])  # fmt: skip
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    assert TOWN.count(old) == 1
    told = faults(tmp_path, TOWN.replace(old, new))
    assert any(f.startswith(f"town.pb, line {line}") for f in told), told


def test_points_that_do_not_fit_are_told(tmp_path: Path) -> None:
    for old, new in (("5,3", "5"), ("5,3", "5,three"), ("5,3", "5,-3"), ("a;1,2;5,3", "a;1,1;5,3"), ("voter_id;vote;points", "voter_id;vote;marks")):
        assert any("line" in f for f in faults(tmp_path, POINTS.replace(old, new)))


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    told = faults(tmp_path, TOWN + "x;77;1;F\n" * 100)
    assert len(told) < 40
    assert any("more lines like this" in f for f in told)


# cuts and noise ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [TOWN, POINTS, TOWN.replace(";votes", ";said"), TOWN.replace("age;sex", "age;internet")], ids=["votes told", "points told", "nothing told", "other column"])
def test_a_file_cut_anywhere_names_a_line(tmp_path: Path, text: str) -> None:
    whole = read(tmp_path, text)
    raw = text.encode()
    for end in range(len(raw)):
        try:
            held = read(tmp_path, raw[:end])
        except InputFault as fault:
            assert any(", line " in f.where for f in fault.faults)
        else:
            assert end == len(raw) - 1 and same(held, whole)  # only the last line end is missing


@settings(max_examples=300)
@given(st.data())
def test_noise_gives_faults_or_an_election(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from([TOWN, POINTS])).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        match data.draw(st.sampled_from(["put", "cut", "swap", "double"])):
            case "put":
                raw[at:at] = data.draw(st.binary(min_size=1, max_size=3) | st.sampled_from([b";", b'"', b"\n", b",", b"\r", b"\x00", b"-", b"1e9", b"9" * 30]))
            case "cut":
                del raw[at : at + data.draw(st.integers(1, 30))]
            case "swap":
                lines = bytes(raw).split(b"\n")
                first, second = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
                lines[first], lines[second] = lines[second], lines[first]
                raw = bytearray(b"\n".join(lines))
            case "double":
                raw[at:at] = raw[: data.draw(st.integers(1, 60))]
    folder = tmp_path_factory.mktemp("noise")
    try:
        held = read(folder, bytes(raw))
    except InputFault as fault:
        assert fault.faults
    else:
        assert same(read(folder, "".join(written(held))), held)


# back again, and together -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [TOWN, POINTS, TOWN.replace("approval", "ordinal"), POINTS.replace("cumulative", "scoring")])
def test_what_is_written_reads_as_equal(tmp_path: Path, text: str) -> None:
    held = read(tmp_path, text)
    assert same(read(tmp_path, "".join(written(held))), held)


@needs_pabulib
def test_every_real_file_reads_and_writes_back_to_an_equal_election(tmp_path: Path) -> None:
    files = sorted(PABULIB.glob("*.pb.gz"))
    assert len(files) > 200
    for path in files:
        held = read_election(path)
        assert same(read(tmp_path, "".join(written(held))), held), path.name


@needs_pabulib
def test_real_files_cut_at_random_name_a_line(tmp_path: Path) -> None:
    chance = random.Random(5)
    for path in chance.sample(sorted(PABULIB.glob("*.pb.gz")), 25):
        raw = gzip.decompress(path.read_bytes())
        whole = None
        for end in [*(chance.randrange(len(raw)) for _ in range(4)), *(len(raw) - chance.randrange(1, 12) for _ in range(3))]:
            try:
                held = read(tmp_path, raw[:end])
            except InputFault as fault:
                assert any(", line " in f.where for f in fault.faults)
            else:
                whole = whole or read_election(path)
                assert same(held, whole), (path.name, len(raw) - end)


def test_paper_ballots_are_put_beside_with_their_origin(tmp_path: Path) -> None:
    town = read(tmp_path, TOWN)
    paper = tmp_path / "paper.csv"
    paper.write_text("voter_id;vote;district\np1;1;North\np2;10,1;South\n", encoding="utf-8")
    both = merged([("online.pb", town), ("paper.csv", read_ballots(paper, town))])
    assert both.voters.ids == ("a", "b", "c", "d", "p1", "p2")
    assert both.voters.columns["origin"].as_written() == ["online.pb"] * 4 + ["paper.csv"] * 2
    assert both.voters.columns["district"].as_written() == [""] * 4 + ["North", "South"]
    assert both.voters.columns["age"].as_written() == ["34", "18", "70", "34", "", ""]
    assert both.listed.tolist() == [0, 1, 1, 2, 1, 0, 0, 2, 0]
    paper.write_text("voter_id;vote\np1;1\np2;11\n", encoding="utf-8")
    with pytest.raises(InputFault, match=r"paper\.csv, line 3"):
        read_ballots(paper, town)


def test_files_of_different_elections_are_not_put_together(tmp_path: Path) -> None:
    town = read(tmp_path, TOWN)
    other = replace(town, budget=999, projects=replace(town.projects, cost=np.array([600, 501, 400])))
    with pytest.raises(InputFault) as told:
        merged([("a.pb", town), ("b.pb", other)])
    assert len(told.value.faults) == 2


def test_points_of_different_steps_are_put_together_exactly(tmp_path: Path) -> None:
    held = read(tmp_path, POINTS)
    whole = replace(held, points=np.array([5, 3, 2]), points_per_unit=1)
    both = merged([("a.pb", held), ("b.pb", whole)])
    assert both.points is not None
    assert [Fraction(int(p), both.points_per_unit) for p in both.points] == [5, 3, Fraction(5, 2), 5, 3, 2]

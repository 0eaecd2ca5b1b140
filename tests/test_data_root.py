"""Where --data points: a folder too high or too low is told with the right one, what was found is summed up, and rows that replace the catalogue's are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from dosi.model.city import Shelf
from dosi.model.errors import Fault, InputFault
from dosi.sources import city as city_folder
from dosi.sources.data_root import holding
from dosi.workbench import building


def read(city: Path, data: Path | None = None) -> Shelf:
    return city_folder.read(city_folder.roots(city, data))[1]


def said(city: Path, data: Path | None = None) -> list[str]:
    """What was understood, by table's file."""
    return [f"{source.id}: {words}" for table in read(city, data) for source in table.sources.values() for words in source.understood]


def fault_of(city: Path, data: Path) -> Fault:
    with pytest.raises(InputFault) as trouble:
        read(city, data)
    (fault,) = trouble.value.faults
    return fault


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with the one file that the tiny city looks for under --data, two folders down."""
    folder = tmp_path / "given" / "cities" / "tiny"
    (folder / "other").mkdir(parents=True)
    (folder / "stops_2024.csv").write_text("stop_id,stop_name,lon,lat\ns1,가 정류장,127.28,36.47\n", encoding="utf-8")
    return folder


def too(where: str, data: Path) -> Path:
    return {"high": data.parent, "two folders too high": data.parent.parent, "low": data / "other"}[where]


@pytest.mark.parametrize("where", ["high", "two folders too high", "low"])
def test_a_folder_too_high_or_too_low_is_a_fault_that_names_the_right_one(where: str, data: Path, tiny_folder: Path) -> None:
    fault = fault_of(tiny_folder, too(where, data))
    assert fault.where == "--data" and "stops_2024.csv" in fault.expected
    assert f"give --data {data}," in fault.fix


def test_a_folder_with_nothing_near_it_is_a_fault_too(tmp_path: Path, tiny_folder: Path) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    assert "leave out --data" in fault_of(tiny_folder, tmp_path / "a/b/c").fix


def test_a_wrong_folder_is_told_even_where_a_plan_without_it_is_there(data: Path, tiny_folder: Path) -> None:
    building.build(tiny_folder, to="evidence")
    with pytest.raises(InputFault):
        building.build(tiny_folder, data.parent, to="evidence")


def test_it_comes_together_with_the_other_faults(data: Path, tiny_folder: Path) -> None:
    (tiny_folder / "rows" / "zones.csv").write_text("zone\na\n", encoding="utf-8")
    with pytest.raises(InputFault) as trouble:
        read(tiny_folder, data.parent)
    assert {"--data", "city:rows/zones.csv, row 1"} <= {f.where for f in trouble.value.faults}


def test_the_folder_that_holds_most_is_named(tmp_path: Path) -> None:
    for name, files in {"one": ["a.csv"], "two": ["a.csv", "b.csv"], "zzz/two": ["a.csv", "b.csv"]}.items():
        (tmp_path / name).mkdir(parents=True)
        for file in files:
            (tmp_path / name / file).write_text("x", encoding="utf-8")
    assert holding(tmp_path, ["a.csv", "b.csv", "c.csv"]) == (tmp_path / "two", 2)
    assert holding(tmp_path, ["d.csv"]) is None


def two_layers(city: Path) -> None:
    """A second layer of the tiny city looks under --data first."""
    text = (city / "layers.toml").read_text(encoding="utf-8")
    (city / "layers.toml").write_text(text.replace('path = "city:data/crossings.csv"', 'path = "data:crossings.csv"\n  [[layer.candidate]]\n  path = "city:data/crossings.csv"'), encoding="utf-8")


def test_what_came_from_the_folder_is_summed_up_in_one_line(data: Path, tiny_folder: Path) -> None:
    (data / "stops_2024.csv").write_text("stop_id,stop_name,lon,lat\n", encoding="utf-8")
    layers = (tiny_folder / "layers.toml").read_text(encoding="utf-8")
    (tiny_folder / "layers.toml").write_text(layers.replace('role = "facility:bus_stop"', 'role = "facility:bus_stop"\nempty = "none_exist"'), encoding="utf-8")
    two_layers(tiny_folder)
    assert [line for line in said(tiny_folder, data) if "--data" in line] == ["city:layers.toml: --data 폴더에서 자료 2가지 가운데 1가지를 읽었다, 거기 없는 것: crossings"]
    assert not any("--data" in line for line in said(tiny_folder))


def test_a_folder_that_no_layer_looks_into_is_said(data: Path, tiny_folder: Path) -> None:
    text = (tiny_folder / "layers.toml").read_text(encoding="utf-8")
    (tiny_folder / "layers.toml").write_text(text.replace('path = "data:', 'path = "city:'), encoding="utf-8")
    assert any("하나도 없다" in line for line in said(tiny_folder, data))


def test_rows_that_replace_the_catalogues_are_named_in_one_line_per_table(tiny_folder: Path) -> None:
    assert not any("catalogue의" in line for line in said(tiny_folder))
    for name, rows in {"themes": 3, "terms": 2}.items():
        lines = (tiny_folder / "catalogue" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (tiny_folder / "rows" / f"{name}.csv").write_text("\n".join([*lines[:rows], lines[1].replace(lines[1].partition(",")[0], "own", 1)]) + "\n", encoding="utf-8")
    assert [line for line in said(tiny_folder) if "catalogue의" in line] == [
        "city:rows/themes.csv: catalogue의 같은 것을 도시의 것으로 바꾸었다: safety, transit",
        "city:rows/terms.csv: catalogue의 같은 것을 도시의 것으로 바꾸었다: zone",
    ]


def test_files_that_replace_the_catalogues_are_named_too(tiny_folder: Path) -> None:
    (tiny_folder / "short").mkdir()
    for name in ("leaflet", "summary"):
        (tiny_folder / "short" / f"{name}.md").write_bytes((tiny_folder / "catalogue" / "short" / f"{name}.md").read_bytes())
    assert [line for line in said(tiny_folder) if "catalogue의" in line] == ["city:short/leaflet.md: catalogue의 같은 것을 도시의 것으로 바꾸었다: leaflet, summary"]

"""How much services are a city's own: location quotients by hand, and the usual mix."""

from __future__ import annotations

from pytest import approx

from dosi.workbench.building import Made


def test_quotients_are_shares_beside_shares(tiny: Made) -> None:
    scored = {(p["zone"], p["theme"]): p["score"] for p in tiny.shelf.named("problems/ranked").records() if p["level"] == "zone" and p["score"] is not None}
    total = sum(scored.values())
    found = {r["service"]: r for r in tiny.shelf.named("services/locality").records()}
    for r in found.values():
        if r["zone"]:
            here = scored[r["zone"], r["theme"]] / sum(s for (z, _), s in scored.items() if z == r["zone"])
            assert r["quotient"] == approx(here / (sum(s for (_, t), s in scored.items() if t == r["theme"]) / total), abs=1e-5)
            assert r["quotient"] >= 1  # somewhere a problem is at least as common as in the whole city
    assert found["data_hub"]["quotient"] == 1 and found["data_hub"]["zone"] is None


def test_the_plans_fields_stand_beside_the_usual_mix(tiny: Made) -> None:
    mix = tiny.shelf.named("services/mix_beside").records()[0]
    fields = {s["service"]: s["field"] for s in tiny.shelf.named("rows/services").records()}
    chosen = {c["service"] for c in tiny.shelf.named("portfolio/chosen").records()}
    assert (mix["models"], mix["inside"]) == (len(chosen), sum(fields[c] in ("svc-02", "svc-04") for c in chosen))
    assert mix["share"] == approx(mix["inside"] / mix["models"], abs=1e-6) and mix["usual_share"] == 0.9

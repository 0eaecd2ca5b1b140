"""Personal data is masked before anything else sees an opinion: recall and precision on sentences that the masker's author has not seen."""

from __future__ import annotations

from collections import Counter

import pytest
from personal_data import BY_HAND, FILLERS, SECRETS, Sample, check_digit, generate, identifying, luhn_sum, score
from personal_sentences import ORDINARY, WITH_ONE, WITH_TWO

from dosi.sources.masking import masked

RECALL, RECALL_OF_A_KIND, PRECISION, EATEN_SHARE = 0.99, 0.97, 0.98, 0.02


def assert_masked(samples: list[Sample]) -> None:
    result = score(samples, masked)
    said = "\n".join([f"{result.by_kind} precision {result.precision:.4f} eaten {result.eaten_share:.4f}", "missed:", *result.missed[:30], "wrong:", *result.wrong[:30]])
    faults = [f"{kind}: {found} of {total} found" for kind, (found, total) in result.by_kind.items() if found < RECALL_OF_A_KIND * total]
    faults += [f"recall {result.recall:.4f}"] * (result.recall < RECALL) + [f"precision {result.precision:.4f}"] * (result.precision < PRECISION)
    faults += [f"{result.eaten_share:.4f} of the other text is masked as well"] * (result.eaten_share > EATEN_SHARE)
    assert not faults, said


@pytest.mark.parametrize("seed", [20251, 77])
def test_generated_opinions_lose_their_personal_data_and_nothing_else(seed: int) -> None:
    assert_masked(generate(5000, seed))


def test_sentences_by_hand_lose_their_personal_data_and_nothing_else() -> None:
    assert_masked(BY_HAND)


def test_each_sign_is_counted_and_masking_twice_changes_nothing() -> None:
    for text, _ in [*generate(300, 5), *BY_HAND]:
        once, counts = masked(text)
        assert masked(once)[0] == once, (text, once)
        assert (sum(counts.values()) > 0) == (once != text), (text, counts)


def test_the_score_tells_what_can_still_be_read() -> None:
    sample = Sample("전화 010-1234-5678, 메일 kim.jh@naver.com, 503동 1203호 (2025년)", (("phone", "010-1234-5678"), ("email", "kim.jh@naver.com"), ("address", "503동 1203호")))

    def told(text: str) -> tuple[dict[str, tuple[int, int]], float]:
        return score([sample], lambda _: (text, Counter()))[:2]

    assert told(sample.text) == ({"address": (0, 1), "email": (0, 1), "phone": (0, 1)}, 1.0)
    assert told("전화 [전화], 메일 [메일], [주소] (2025년)") == ({"address": (1, 1), "email": (1, 1), "phone": (1, 1)}, 1.0)
    assert told("전화 [전화]-5678, 메일 [메일]@naver.com, 503동 [주소] (2025년)") == ({"address": (1, 1), "email": (1, 1), "phone": (0, 1)}, 1.0)
    assert told("전화 [전화], 메일 kim[메일], [주소]203호 ([수])") == ({"address": (1, 1), "email": (1, 1), "phone": (1, 1)}, 3 / 4)
    assert told("전화 ***-****-****, 메일 k****jh@naver.com, 503동 1203호 (2025년)")[0] == {"address": (0, 1), "email": (1, 1), "phone": (1, 1)}
    assert score([sample], lambda _: ("[모두]", Counter())).eaten_share == 1.0


def test_the_generator_is_what_it_says() -> None:
    assert len(ORDINARY) + len(WITH_TWO) + sum(len(s) for s in WITH_ONE.values()) >= 150
    assert len(BY_HAND) >= 60
    assert {kind for kind, _ in SECRETS.values()} == set(WITH_ONE)
    assert not set(FILLERS) & set(SECRETS)
    assert luhn_sum("4111111111111111") == 30
    assert (check_digit("800101123456", False), check_digit("800101523456", True)) == ("0", "3")  # (11 - 122 mod 11) mod 10, (13 - 154 mod 11) mod 10
    samples = generate(2000, 3)
    assert samples == generate(2000, 3) != generate(2000, 4)
    for text, secrets in [*samples, *BY_HAND]:
        for kind, secret in secrets:
            assert text.count(secret) == 1
            assert len(identifying(kind, secret)) >= 1, secret

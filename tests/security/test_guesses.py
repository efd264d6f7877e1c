"""Guessed addresses of documents on the deployed stack: one answer, and soon another to all that comes from there."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.portal.people import Portal

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
THREADS = 8


def test_a_thousand_guessed_addresses_get_one_answer(portal: Portal) -> None:
    customer = portal.stack.facts["customers"][0]
    browser = portal.browser("127.0.0.77")
    portal.log_in(browser, customer["identificacion"], customer["password"])
    own = browser.page.body.split('href="/documentos/')[1].split('"')[0].split("/")[0]
    assert browser.get(f"/documentos/{own}").status == 200
    chance = random.Random(11)
    guesses = ["".join(chance.choices(LETTERS, k=len(own))) for _ in range(900)]
    guesses += [own[:n] + chance.choice(LETTERS.replace(own[n], "")) + own[n + 1 :] for n in range(len(own))]
    guesses += [f"23112026011792147638001{chance.randrange(10**26):026d}" for _ in range(1000 - len(guesses))]
    headers = {"Accept": "text/html", "Cookie": browser.cookie}

    def ask(guess: str) -> tuple[int, str]:
        page = portal.call("GET", f"/documentos/{guess}", b"", headers, "127.0.0.77")
        return page.status, page.unmasked

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(ask, guesses))
    counts = {status: count for (status, _), count in answers.items()}
    assert set(counts) == {404, 429}
    assert len(answers) == 2
    assert counts[404] < 60 + THREADS
    assert portal.call("GET", f"/documentos/{own}", b"", headers, "127.0.0.77").status == 429

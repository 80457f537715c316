"""What the extraction costs, against plain jieba segmentation of the same text in the same run.

Run it with `python -m benchmarks.extraction`. Times are CPU times of the process, medians of
alternating pairs, so that a busy machine slows both sides of a ratio alike. Peers are measured
where they are installed: `uv sync --inexact --group peers`. Nothing is written.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import jieba

from orchestration.extraction import extract
from orchestration.extraction.subjects.linking import rank

ROOT = Path(__file__).resolve().parents[1]
PAIRS = 9
LENGTHS = (5_000, 50_000, 500_000, 5_000_000)
"""Bytes in UTF-8."""
COPIES = 60
MEGABYTE = 1024 * 1024


def reports() -> list[str]:
    """Returns the sample reports as text."""
    paths = sorted((ROOT / "seeds" / "documents").glob("*.txt"))
    return [path.read_bytes().decode("utf-8") for path in paths]


def of_length(n_bytes: int) -> str:
    """Repeats the sample reports up to a length in bytes."""
    text = "\n".join(reports())
    size = len(text.encode())
    return (text * (n_bytes // size + 1))[: n_bytes * len(text) // size]


def cpu_seconds(work: Callable[[], object]) -> float:
    """Returns the CPU time of this process that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def segment_all(texts: list[str]) -> None:
    """Segments every text, as the baseline does."""
    for text in texts:
        jieba.lcut(text)


def extract_all(texts: list[str], *, is_cold: bool = False) -> None:
    """Extracts every text, with or without what linking remembers of earlier ones."""
    for text in texts:
        if is_cold:
            rank.cache_clear()
        extract(text)


def pairs(texts: list[str], n_pairs: int, *, is_cold: bool) -> list[tuple[float, float]]:
    """Returns CPU seconds of segmentation and of extraction, taken in turn."""
    return [
        (
            cpu_seconds(lambda: segment_all(texts)),
            cpu_seconds(lambda: extract_all(texts, is_cold=is_cold)),
        )
        for _ in range(n_pairs)
    ]


def show_speed(texts: list[str]) -> None:
    """Prints characters per second of both, one process."""
    n_chars = sum(map(len, texts))
    print(f"\nOne process, {len(texts)} reports of {n_chars:,} characters, median of {PAIRS} pairs")
    print(f"{'link cache':<12}{'jieba.lcut':>14}{'extraction':>14}{'ratio':>8}{'lowest':>8}")
    for is_cold in (True, False):
        taken = pairs(texts, PAIRS, is_cold=is_cold)
        ratios = [segmented / extracted for segmented, extracted in taken]
        speeds = [n_chars / statistics.median(times) for times in zip(*taken, strict=True)]
        name = "cold" if is_cold else "warm"
        print(
            f"{name:<12}{speeds[0]:>10,.0f} c/s{speeds[1]:>10,.0f} c/s"
            f"{statistics.median(ratios):>8.2f}{min(ratios):>8.2f}"
        )


def _ready(_: int) -> None:
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    extract(reports()[0])
    time.sleep(0.2)


def wall_seconds(work: Callable[[list[str]], None], texts: list[str], n_processes: int) -> float:
    """Returns the time that a pool of warm processes needs for some texts."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(n_processes, mp_context=context) as pool:
        list(pool.map(_ready, range(n_processes)))
        shares = [texts[i::n_processes] for i in range(n_processes)]
        start = time.perf_counter()
        list(pool.map(work, shares))
        return time.perf_counter() - start


def show_processes(texts: list[str]) -> None:
    """Prints what a second process brings, by the clock."""
    many = texts * COPIES
    n_chars = sum(map(len, many))
    print(f"\nBy the clock, {n_chars:,} characters; only an idle machine shows the gain")
    print(f"{'processes':<12}{'jieba.lcut':>14}{'extraction':>14}{'ratio':>8}")
    for n_processes in (1, 2):
        segmented = wall_seconds(segment_all, many, n_processes)
        extracted = wall_seconds(extract_all, many, n_processes)
        print(
            f"{n_processes:<12}{n_chars / segmented:>10,.0f} c/s{n_chars / extracted:>10,.0f} c/s"
            f"{segmented / extracted:>8.2f}"
        )


def show_lengths() -> None:
    """Prints the cost of one document by its length."""
    print("\nOne document of growing length")
    print(f"{'bytes':>12}{'characters':>12}{'us/char':>10}{'growth':>8}{'jieba ratio':>13}")
    first = None
    for n_bytes in LENGTHS:
        text = of_length(n_bytes)
        n_times = 9 if n_bytes < MEGABYTE else 1
        cost = statistics.median(cpu_seconds(lambda: extract(text)) for _ in range(n_times))  # noqa: B023
        per_char = cost / len(text)
        first = first or per_char
        against = f"{cpu_seconds(lambda: jieba.lcut(text)) / cost:.2f}"  # noqa: B023
        print(
            f"{n_bytes:>12,}{len(text):>12,}{1e6 * per_char:>10.2f}{per_char / first:>8.2f}"
            f"{against:>13}"
        )


def peak_megabytes(n_bytes: int) -> float:
    """Returns the peak of resident memory of this process after a document of a length."""
    if n_bytes:
        extract(of_length(n_bytes))
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss of a spawned process is never below that of its parent
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show_memory() -> None:
    """Prints the peak of memory of a fresh process for each length; imports alone come first."""
    print("\nPeak of resident memory of a fresh process")
    context = multiprocessing.get_context("spawn")
    for n_bytes in (0, *LENGTHS):
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            peak = pool.submit(peak_megabytes, n_bytes).result()
        what = f"one document of {n_bytes:,} bytes" if n_bytes else "imports alone"
        print(f"{what:<36}{peak:>8.0f} MB")


Found = tuple[int, int, float, str]
"""Start, end, value and unit ('' where a peer gives none)."""


def ours(text: str) -> Iterator[Found]:
    """Yields the quantities of the extraction."""
    from gold.score import observe

    for seen in observe("", extract(text)):
        yield seen.fact.char_start, seen.fact.char_end, abs(float(seen.value)), seen.unit


def jionlp_money(text: str) -> Iterator[Found]:
    """Yields the amounts of money that JioNLP finds."""
    import jionlp

    for row in jionlp.ner.extract_money(text, with_parsing=True):
        number = row["detail"]["num"]
        value = float(number[0] if isinstance(number, list) else number)
        yield *row["offset"], value, "CNY" if row["detail"]["case"] == "元" else ""


def recognizers(text: str) -> Iterator[Found]:
    """Yields numbers, percentages and amounts that Recognizers-Text finds, line by line."""
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency

    kinds = ((recognize_number, ""), (recognize_percentage, "percent"), (recognize_currency, "CNY"))
    start = 0
    for line in text.splitlines(keepends=True):
        for recognize, unit in kinds:
            for result in recognize(line, Culture.Chinese):
                number = str((result.resolution or {}).get("value") or "").rstrip("%")
                if number.replace(".", "", 1).isdigit():
                    yield start + result.start, start + result.end + 1, float(number), unit
        start += len(line)


PEERS = {
    "this extraction": (ours, "orchestration"),
    "JioNLP, money": (jionlp_money, "jionlp"),
    "Recognizers-Text": (recognizers, "recognizers_text"),
}


def _is_value(value: float, wanted: tuple[float, ...]) -> bool:
    """The printed amount of a yearly standard is as good as that by the month; no sign counts."""
    accepted = (*wanted, *(12 * v for v in wanted))
    return any(abs(abs(value) - abs(v)) <= 0.005 * max(abs(v), 1e-9) for v in accepted)


def show_peers() -> None:
    """Prints how many annotated quantities each finds, with its number and with its unit."""
    sys.path.insert(0, str(ROOT / "tests"))
    from gold.corpus import all_documents

    documents = all_documents()
    n_core = sum(not a.is_optional for d in documents for a in d.annotations)
    print(f"\n{n_core} quantities of {len(documents)} annotated documents")
    print(f"{'':<20}{'number':>10}{'and unit':>10}{'speed':>14}")
    for name, (find, module) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name:<20}not installed: `uv sync --inexact --group peers`")
            continue
        list(find(documents[0].text))
        n_numbers = n_units = 0
        seconds = 0.0
        for document in documents:
            start = time.process_time()
            found = list(find(document.text))
            seconds += time.process_time() - start
            for a in document.annotations:
                near = [f for f in found if min(f[1], a.end) > max(f[0], a.start)]
                right = [f for f in near if _is_value(f[2], a.values)]
                n_numbers += bool(right) and not a.is_optional
                n_units += any(f[3] in a.units for f in right) and not a.is_optional
        speed = sum(len(d.text) for d in documents) / seconds
        shares = f"{n_numbers / n_core:>10.1%}{n_units / n_core:>10.1%}"
        print(f"{name:<20}{shares}{speed:>10,.0f} c/s")


def main() -> None:
    """Prints all tables."""
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    texts = reports()
    extract_all(texts)
    show_speed(texts)
    show_processes(texts)
    show_lengths()
    show_memory()
    show_peers()


if __name__ == "__main__":
    main()

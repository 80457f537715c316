"""A landing zone in a bucket, with a local server that counts what it is asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import fsspec
import pytest
from moto.server import ThreadedMotoServer
from werkzeug import serving

from orchestration.errors import MendableError
from orchestration.landing.documents import LandingReport, load_documents
from orchestration.landing.zone import LandingZone

REPORT = "合肥市民政局2021年工作总结\n2021年,全市有养老机构{}家。\n"
N_FILES = 24


class Bucket:
    """A bucket of its own on the server; `asked` counts requests for listings and for objects."""

    def __init__(self, name: str, asked: Counter[str]) -> None:
        self.uri, self.asked = f"s3://{name}/reports", asked
        self.store: Any = fsspec.filesystem("s3")
        self.store.mkdir(name)

    def put(self, path: str, content: str) -> None:
        self.store.pipe(f"{self.uri}/{path}", content.encode())

    def load(self, connection: duckdb.DuckDBPyConnection) -> LandingReport:
        self.asked.clear()
        return load_documents(connection, LandingZone(self.uri), run_id="run")


@pytest.fixture(scope="module")
def asked() -> Counter[str]:
    return Counter()


@pytest.fixture(scope="module")
def server(asked: Counter[str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:

        def count(handler: serving.WSGIRequestHandler, *_: object, **__: object) -> None:
            is_listing = "list-type" in handler.path
            asked["listing" if is_listing else handler.command] += 1

        patch.setattr(serving.WSGIRequestHandler, "log_request", count)
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        started.start()
        host, port = started.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        fsspec.filesystem("s3").clear_instance_cache()
        yield
        started.stop()


@pytest.fixture
def bucket(server: None, asked: Counter[str], request: pytest.FixtureRequest) -> Bucket:
    del server
    name = request.node.name.replace("_", "-")[:60].strip("-")
    found = Bucket(name, asked)
    for i in range(N_FILES):
        found.put(f"2021/340100/{i:02}.txt", REPORT.format(i))
    return found


def test_each_run_lists_once_and_reads_only_what_is_new(
    bucket: Bucket, connection: duckdb.DuckDBPyConnection
) -> None:
    bucket.put("2021/340100/00.txt.meta.json", '{"publisher": "合肥市民政局"}')
    bucket.put("deliveries.csv", "file,report_year\n2021/340100/01.txt,2020\n")
    assert bucket.load(connection).n_new_documents == N_FILES
    assert bucket.asked == {"listing": 1, "GET": N_FILES + 2}

    assert bucket.load(connection).n_read == 0
    assert bucket.asked == {"listing": 1}

    bucket.put("2021/340100/new.txt", REPORT.format(99))
    bucket.put("deliveries.csv", "file,report_year\n2021/340100/01.txt,2019\n")
    assert bucket.load(connection).n_read == 2
    assert bucket.asked == {"listing": 1, "GET": 3}


def test_sidecar_list_and_path_of_a_bucket_are_followed(
    bucket: Bucket, connection: duckdb.DuckDBPyConnection
) -> None:
    bucket.put("2021/340100/00.txt.meta.json", '{"publisher": "合肥市民政局"}')
    bucket.put("2021/deliveries.csv", "file,city_code\n340100/01.txt,340200\n")
    bucket.load(connection)
    rows = connection.execute("select source_file, sidecar from raw.documents").fetchall()
    stated = {name: json.loads(sidecar) for name, sidecar in rows}
    assert stated["2021/340100/00.txt"]["publisher"] == "合肥市民政局"
    assert stated["2021/340100/01.txt"] == {
        "city_code": "340200",
        "report_year": "2021",
        "stated_by": {"city_code": "2021/deliveries.csv", "report_year": "path"},
    }


def test_names_that_look_like_patterns_are_names(
    bucket: Bucket, connection: duckdb.DuckDBPyConnection
) -> None:
    for name in ("a[1].txt", "b*?.txt", "c d.txt"):
        bucket.put(name, REPORT.format(name))
    assert bucket.load(connection).n_new_documents == N_FILES + 3
    assert bucket.asked == {"listing": 1, "GET": N_FILES + 3}


def test_files_are_read_side_by_side_within_bounds(
    bucket: Bucket, connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    together: list[int] = []
    prefetch: Callable[..., None] = LandingZone.prefetch

    def watch(zone: LandingZone, files: list[Any]) -> None:
        together.append(sum(file.size_bytes for file in files))
        prefetch(zone, files)

    size = len(REPORT.format(10).encode())
    monkeypatch.setattr(LandingZone, "prefetch", watch)
    monkeypatch.setattr("orchestration.landing.documents.BATCH_BYTES", 10 * size)
    bucket.load(connection)
    assert max(together) <= 10 * size
    assert len([n for n in together if n > size]) >= 2


def test_a_delivery_after_a_listing_is_seen_by_the_next(bucket: Bucket) -> None:
    zone = LandingZone(bucket.uri)
    assert len(zone.list_files()) == N_FILES
    other = fsspec.filesystem("s3", skip_instance_cache=True)
    other.pipe(f"{bucket.uri}/later.txt", REPORT.encode())
    assert len(zone.list_files()) == N_FILES + 1


def test_an_object_that_vanishes_is_tried_again(bucket: Bucket) -> None:
    zone = LandingZone(bucket.uri)
    files = zone.list_files()
    bucket.store.rm(f"{bucket.uri}/2021/340100/00.txt")
    zone.prefetch(files)
    readings = [zone.read(file) for file in files]
    assert [reading.is_final for reading in readings] == [False] + [True] * (N_FILES - 1)


def test_a_missing_bucket_is_named_with_the_remedy(server: None) -> None:
    del server
    with pytest.raises(MendableError, match="MINZHENG_LANDING_URI"):
        LandingZone("s3://nowhere-at-all/reports").list_files()


def test_a_package_that_is_not_there_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.url_to_fs", fail)
    with pytest.raises(MendableError, match=r"\[s3\]"):
        LandingZone("s3://bucket/reports")

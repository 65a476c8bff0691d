"""What runs on the builder: fetches, provisions and reports, whatever happens."""

import hashlib
import io
import json
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ami.bake import on_builder
from ami.bake.archive import Archive
from ami.bake.depot import Parcel
from ami.bake.user_data import builder_script


def archive(provision: str, seal: str = "exit 0") -> Archive:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in (("provision.sh", provision), ("seal.sh", seal)):
            member = tarfile.TarInfo(f"ami/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content.encode()))
    return Archive(data=packed.getvalue())


@contextmanager
def bucket(content: bytes) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Serve the archive and keep the reports; yield the address and the reports."""
    reports: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def do_PUT(self) -> None:
            reports.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", reports
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def build(folder: Path, packed: Archive, sha256: str | None = None) -> dict[str, object]:
    with bucket(packed.data) as (url, _):
        order = {"archive_url": url, "archive_sha256": sha256 or packed.sha256, "commit": "abc"}
        return on_builder.build(order, folder / "source", folder / "PROVENANCE.json")


def test_a_machine_that_was_provisioned_reports_what_it_was_made_of(tmp_path: Path) -> None:
    provision = f"""printf '{{"commit": "%s"}}' "$FACEFLEET_COMMIT" >{tmp_path}/PROVENANCE.json"""

    report = build(tmp_path, archive(provision, seal=f"touch {tmp_path}/sealed"))

    assert report == {"state": "passed", "provenance": {"commit": "abc"}}
    assert (tmp_path / "sealed").exists()


def test_a_failure_is_reported_with_its_last_words_and_nothing_is_sealed(tmp_path: Path) -> None:
    report = build(tmp_path, archive("echo the disk is full >&2; exit 3", seal=f"touch {tmp_path}/sealed"))

    assert report["state"] == "failed"
    assert "the disk is full" in str(report["output"])
    assert not (tmp_path / "sealed").exists()


def test_another_archive_than_the_one_that_was_packed_is_not_run(tmp_path: Path) -> None:
    report = build(tmp_path, archive(f"touch {tmp_path}/ran"), sha256=hashlib.sha256(b"else").hexdigest())

    assert report["state"] == "failed"
    assert not (tmp_path / "ran").exists()


def test_an_address_that_does_not_answer_is_reported_and_not_raised(tmp_path: Path) -> None:
    order = {"archive_url": "http://127.0.0.1:9/", "archive_sha256": "", "commit": ""}

    assert on_builder.build(order, tmp_path, tmp_path / "none")["state"] == "failed"


def test_the_user_data_is_a_script_that_runs_the_program_with_its_order(tmp_path: Path) -> None:
    stand_in = tmp_path / "python3"
    stand_in.write_text('#!/bin/sh\nprintf %s "$2" >"$0.order"\ncat >"$0.program"\n')
    stand_in.chmod(0o755)
    parcel = Parcel(archive_url="https://b/a?X-Amz-Signature=it's", report_url="https://b/r", key="k")
    script = builder_script(archive=archive(""), parcel=parcel, commit="abc", timeout_seconds=1800)

    subprocess.run(["sh", "-c", script], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True)

    order = json.loads(Path(f"{stand_in}.order").read_text())
    assert order["archive_url"] == "https://b/a?X-Amz-Signature=it's"
    assert order["minutes"] == "45"
    assert Path(f"{stand_in}.program").read_text() == Path(on_builder.__file__).read_text()


def test_the_user_data_fits_into_what_ec2_takes(tmp_path: Path) -> None:
    parcel = Parcel(archive_url="a" * 1500, report_url="b" * 1500, key="k")

    script = builder_script(archive=archive(""), parcel=parcel, commit="c" * 46, timeout_seconds=1800)

    assert len(script.encode()) < 16_384


def test_the_builder_says_that_it_works_and_then_how_it_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, check: commands.append(command))
    monkeypatch.setattr(on_builder, "build", lambda _order: {"state": "passed"})
    with bucket(b"") as (url, reports):
        on_builder.main({"report_url": url, "minutes": "45"})

    assert [report["state"] for report in reports] == ["provisioning", "passed"]
    assert commands == [["/usr/sbin/shutdown", "--poweroff", "+45"]]

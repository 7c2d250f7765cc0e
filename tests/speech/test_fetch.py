import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voiceprep.errors import ModelError
from voiceprep.speech.fetch import Fetch

BODY = bytes(range(256)) * 4_000
"""About a megabyte."""

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request by the next of the server's answers; the last one stays."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.ranges.append(self.headers.get("Range", ""))
        answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        answer(self)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = [whole]
        self.ranges: list[str] = []

    def url(self, path: str = "/model.zip") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


def head(handler: Handler, status: int, length: int, **more: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(length))
    handler.send_header("ETag", more.pop("etag", '"one"'))
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def start_of(handler: Handler) -> int:
    """Where the client wants to go on."""
    text = handler.headers.get("Range", "")
    return int(text.removeprefix("bytes=").rstrip("-")) if text else 0


def whole(handler: Handler) -> None:
    start = start_of(handler)
    status = 206 if start else 200
    span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
    head(handler, status, len(BODY) - start, Content_Range=span)
    handler.wfile.write(BODY[start:])


def drops(handler: Handler) -> None:
    """Sends a third of what is left, and hangs up."""
    start = start_of(handler)
    span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
    head(handler, 206 if start else 200, len(BODY) - start, Content_Range=span)
    handler.wfile.write(BODY[start : start + (len(BODY) - start) // 3])


def stalls(handler: Handler) -> None:
    head(handler, 200, len(BODY))
    handler.wfile.write(BODY[:1000])
    handler.wfile.flush()
    time.sleep(3)


def busy(handler: Handler) -> None:
    head(handler, 503, 0)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetch(tmp_path: Path) -> Fetch:
    return Fetch(tmp_path, stall_s=0.5, tries=3, sleep=lambda _: None)


def test_a_file_comes_whole_with_its_progress(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    fetch = Fetch(tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert fetch.get(server.url()).read_bytes() == BODY
    assert seen[-1] == (len(BODY), len(BODY))
    assert len(seen) > 3


def test_a_connection_that_drops_is_taken_up_where_it_ended(server: Server, fetch: Fetch) -> None:
    server.answers = [drops, drops, whole]
    assert fetch.get(server.url()).read_bytes() == BODY
    begun = [int(text.removeprefix("bytes=").rstrip("-") or 0) for text in server.ranges]
    assert 0 == begun[0] < begun[1] < begun[2] < len(BODY)


def test_another_call_goes_on_where_the_last_one_gave_up(server: Server, tmp_path: Path) -> None:
    server.answers = [drops, busy]
    with pytest.raises(ModelError, match="is kept, and voiceprep models install en-model goes on"):
        Fetch(tmp_path, tries=2, sleep=lambda _: None).get(server.url(), name="en-model")
    server.answers = [whole]
    assert Fetch(tmp_path).get(server.url()).read_bytes() == BODY
    assert server.ranges[-1].startswith("bytes=3")  # at the last block of the third that came


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, fetch: Fetch) -> None:
    def changed(handler: Handler) -> None:
        assert handler.headers["If-Range"] == '"one"'
        head(handler, 200, 9, etag='"two"')
        handler.wfile.write(b"something")

    server.answers = [drops, changed]
    assert fetch.get(server.url()).read_bytes() == b"something"


def test_a_server_that_goes_on_elsewhere_than_asked_is_not_believed(
    server: Server, fetch: Fetch
) -> None:
    def elsewhere(handler: Handler) -> None:
        head(handler, 206, len(BODY), Content_Range=f"bytes 0-{len(BODY) - 1}/{len(BODY)}")
        handler.wfile.write(BODY)

    server.answers = [drops, elsewhere]
    assert fetch.get(server.url()).read_bytes() == BODY


def test_a_server_that_stalls_is_left_and_told(server: Server, tmp_path: Path) -> None:
    server.answers = [stalls]
    began_s = time.monotonic()
    with pytest.raises(ModelError, match=r"sent nothing for too long.*models install FILE"):
        Fetch(tmp_path, stall_s=0.3, tries=2, sleep=lambda _: None).get(server.url())
    assert time.monotonic() - began_s < 30


def test_fewer_bytes_than_announced_are_no_file(server: Server, fetch: Fetch) -> None:
    def short(handler: Handler) -> None:
        head(handler, 200, len(BODY) * 2, etag="")
        handler.wfile.write(BODY)

    server.answers = [short]
    with pytest.raises(ModelError, match="can't be fetched"):
        fetch.get(server.url())


def test_more_than_may_be_fetched_is_refused(server: Server, tmp_path: Path) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(BODY[:10_000])

    limit = Fetch(tmp_path, most_bytes=100_000)
    with pytest.raises(ModelError, match="nothing above"):
        limit.get(server.url())
    server.answers = [endless]
    with pytest.raises(ModelError, match="more than it promised"):
        limit.get(server.url("/endless.zip"))


def test_a_wrong_checksum_removes_the_file(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    assert fetch.get(server.url(), md5=hashlib.md5(BODY).hexdigest()).exists()
    with pytest.raises(ModelError, match="not what was published"):
        fetch.get(server.url("/other.zip"), md5="0" * 32)
    assert not list(tmp_path.glob("*other.zip"))


def test_a_whole_file_that_is_kept_is_not_fetched_again(server: Server, fetch: Fetch) -> None:
    assert fetch.get(server.url()) == fetch.get(server.url())
    assert len(server.ranges) == 1


def test_room_to_unpack_is_asked_for_before_the_download(
    server: Server, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=len(BODY) * 3 // 2))
    with pytest.raises(ModelError, match="make room first"):
        fetch.get(server.url())


@pytest.mark.parametrize("url", ["http://[bad", "http://", "http://.:x/model.zip"])
def test_what_is_no_address_is_one_sentence(fetch: Fetch, url: str) -> None:
    with pytest.raises(ModelError, match="is no address"):
        fetch.get(url)


def test_what_is_not_there_is_told_at_once(server: Server, fetch: Fetch) -> None:
    server.answers = [lambda handler: head(handler, 404, 0)]
    with pytest.raises(ModelError, match="answers 404"):
        fetch.get(server.url())
    assert len(server.ranges) == 1


def test_without_a_network_the_address_and_the_way_round_are_told(fetch: Fetch) -> None:
    url = "http://127.0.0.1:9/model.zip"
    with pytest.raises(ModelError, match=r"no connection.*Fetch http://127.*install FILE"):
        fetch.get(url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/model.zip"])
def test_only_addresses_of_the_web_are_fetched(fetch: Fetch, url: str) -> None:
    with pytest.raises(ModelError, match="begins with https"):
        fetch.get(url)


def test_a_hostile_name_stays_in_the_folder(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    path = fetch.get(server.url("/a/..%2f..%2f%00evil"))
    assert path.parent == tmp_path
    assert path.read_bytes() == BODY

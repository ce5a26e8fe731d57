"""A server on loopback that speaks as OpenAI, Anthropic and Google do, and misbehaves as it is told.

    with Loopback("B", 429, HANG) as server:
        server.environment(monkeypatch, "near")   # then ask the model openai-api/near/any

Each request takes the next step, and the last step repeats. A step is a text to reply with, a status to fail
with, one of the constants, or a function that is given the request's body and returns a step.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import pytest

HANG = "\0hang"  # no reply until the server is closed
CUT = "\0cut"  # half of the reply's bytes, then the connection ends
GARBAGE = "\0garbage"  # status 200 and a body that is no JSON
NO_CHOICE = "\0no choice"  # valid JSON without an answer
LENGTH = "\0length"  # a reply that was cut at its limit of tokens
REFUSED = "\0refused"  # a reply that a filter held back

Step = str | int | Callable[[dict[str, Any]], Any]


class Loopback:
    """The server, while its block runs.

    Attributes:
        requests: The body of each request, in order.
        headers: The headers of each request, names in lower case.
        most_at_once: The greatest number of requests that were open at one time.
    """

    def __init__(self, *steps: Step, delay_s: float = 0.0) -> None:
        self.steps = steps
        self.delay_s = delay_s
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self._open = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False

    @property
    def url(self) -> str:
        """What clients call the base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def environment(
        self, monkeypatch: pytest.MonkeyPatch, name: str, key: str = "test-key-0123456789"
    ) -> None:
        """Let `openai-api/NAME/...` find this server."""
        monkeypatch.setenv(f"{name.upper()}_BASE_URL", self.url)
        monkeypatch.setenv(f"{name.upper()}_API_KEY", key)

    def __enter__(self) -> Loopback:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _begin(self, body: dict[str, Any], headers: dict[str, str]) -> Step:
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
            step = self.steps[min(len(self.requests), len(self.steps)) - 1]
        time.sleep(self.delay_s)
        return step(body) if callable(step) else step

    def _end(self) -> None:
        with self._lock:
            self._open -= 1

    def _handler(loopback) -> type[BaseHTTPRequestHandler]:  # noqa: N805  # `self` is the handler below
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                step = loopback._begin(body, {k.lower(): v for k, v in self.headers.items()})
                try:
                    self._act(step, body)
                finally:
                    loopback._end()

            def _act(self, step: Step, body: dict[str, Any]) -> None:
                if step == HANG:
                    loopback._closing.wait(60)
                    self.close_connection = True
                elif isinstance(step, int):
                    self._send(step, json.dumps({"error": {"message": f"told to fail with {step}"}}).encode())
                elif step == CUT:
                    whole = completion("half a reply", self.path, body)
                    self._send(200, whole[: len(whole) // 2], announced=len(whole))
                elif step == GARBAGE:
                    self._send(200, b"<html>this is no JSON</html>")
                elif step == NO_CHOICE:
                    self._send(
                        200, json.dumps({"id": "x", "object": "chat.completion", "choices": []}).encode()
                    )
                elif step == LENGTH:
                    self._send(200, completion("a long reply that", self.path, body, cut=True))
                elif step == REFUSED:
                    self._send(200, completion("", self.path, body).replace(b'"stop"', b'"content_filter"'))
                else:
                    self._send(200, completion(str(step), self.path, body))

            def _send(self, status: int, content: bytes, announced: int | None = None) -> None:
                self.send_response(status)
                kind = "text/event-stream" if content.startswith(b"event:") else "application/json"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(announced or len(content)))
                if status >= 400:
                    self.send_header("Retry-After", "0.01")  # or clients wait for seconds
                self.end_headers()
                self.wfile.write(content)
                self.wfile.flush()
                self.close_connection = self.close_connection or announced is not None

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        return Handler


def completion(text: str, path: str, body: dict[str, Any], cut: bool = False) -> bytes:
    """A reply in the words of the address that was asked.

    A token is counted for each word sent, 1,000 for each picture, and 10 of reasoning where it is told apart.
    """
    sent = len(json.dumps(body).split()) + 1000 * json.dumps(body).count("iVBORw0KGgo")  # how PNG files begin
    made = max(1, len(text.split()))
    if "/messages" in path:
        return _anthropic_stream(text, body["model"], sent, made, cut)
    if ":generateContent" in path:
        reply = {
            "candidates": [
                {
                    "content": {"role": "model", "parts": [{"text": text}]},
                    "finishReason": "MAX_TOKENS" if cut else "STOP",
                }
            ],
            "usageMetadata": {
                "promptTokenCount": sent,
                "candidatesTokenCount": made,
                "thoughtsTokenCount": 10,
                "totalTokenCount": sent + made + 10,
            },
        }
    else:
        reply = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "length" if cut else "stop",
                    "message": {"role": "assistant", "content": text},
                }
            ],
            "usage": {"prompt_tokens": sent, "completion_tokens": made, "total_tokens": sent + made},
        }
    return json.dumps(reply).encode()


def _anthropic_stream(text: str, model: str, sent: int, made: int, cut: bool) -> bytes:
    """A reply as the server-sent events in which inspect-ai asks Anthropic for it."""
    start = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "usage": {"input_tokens": sent, "output_tokens": 0},
    }
    ended = {"stop_reason": "max_tokens" if cut else "end_turn"}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ended, "usage": {"output_tokens": made}},
        {"type": "message_stop"},
    ]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()

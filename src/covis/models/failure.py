"""Why a call to a model failed, as one sentence without anything secret."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from covis.errors import CovisError

SECRET = re.compile(r"(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD)$", re.IGNORECASE)
LEAST_SECRET = 12  # characters; shorter values are placeholders such as "none", and might be words

STATUS = {
    400: "refuses the request",
    401: "does not accept the key; check it in the environment",
    403: "does not allow this with the key in the environment",
    404: "does not know this model or address; check both",
    408: "gave no answer in time; try again later or allow more seconds",
    413: "finds the pictures too large; send fewer or smaller ones",
    422: "refuses the request",
    429: "has too many requests from you or no credit left; try again later",
}


def failure(model: str, error: BaseException) -> CovisError:
    """Why a model gave no answer.

    Args:
        model: Its name.
        error: What the call raised.
    """
    if isinstance(error, CovisError):
        return error
    return CovisError(scrubbed(f"{model} {_what(list(_chain(error)))}"))


def scrubbed(text: str) -> str:
    """Text without the values of keys and other secrets in the environment."""
    for name, value in os.environ.items():
        if SECRET.search(name) and len(value) >= LEAST_SECRET:
            text = text.replace(value, f"[{name}]")
    return text


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what lies behind it, the outermost first."""
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop(0)
        if one is None or one in seen:
            continue
        seen.append(one)
        yield one
        last = getattr(one, "last_attempt", None)  # tenacity's RetryError
        todo += [last.exception() if last is not None else None, one.__cause__, one.__context__]
        todo += list(getattr(one, "exceptions", ()))


def _what(chain: list[BaseException]) -> str:
    for error in chain:
        status = getattr(error, "status_code", None) or getattr(error, "code", None)
        if isinstance(status, int) and 400 <= status < 600:
            said = STATUS.get(status, "has a failure of its own; try again later" if status >= 500 else "")
            detail = f": {_detail(chain)}" if status in (400, 422) or not said else ""
            return f"cannot be asked: the server {said or 'refuses'} (status {status}){detail}"
    names = " ".join(type(error).__name__ for error in chain)
    if "Timeout" in names:
        return "gave no answer in time; try again later or allow more seconds."
    # an assertion is how a provider's client meets what it did not expect
    if any(word in names for word in ("JSON", "ValidationError", "ResponseValidation", "AssertionError")):
        return "answered with something that is no valid reply; check what the server runs."
    if "RemoteProtocolError" in names or "ReadError" in names or "IncompleteRead" in names:
        return "cut its reply short; try again later."
    if "Connect" in names or "Connection" in names:
        return "cannot be reached; check that the server runs and its address."
    return f"cannot be asked: {type(chain[0]).__name__}: {_first_line(chain[0])}"


def _detail(chain: list[BaseException]) -> str:
    """What the server itself says, where it says something."""
    for error in chain:
        body = getattr(error, "body", None)
        if isinstance(body, dict) and isinstance(body.get("message"), str):
            return " ".join(body["message"].split())[:200]
    return _first_line(chain[-1])


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else "no reason given")[:200]

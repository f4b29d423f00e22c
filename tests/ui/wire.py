"""Plain HTTP, as any program speaks it."""

import urllib.error
import urllib.request
from email.message import Message


def fetch(url: str, data: bytes | None = None, **headers: str) -> tuple[int, dict, bytes]:
    """Status, headers by their names in small letters, and body, also of a refusal."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:
            return answer.status, _lower(answer.headers), answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, _lower(refusal.headers), refusal.read()


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}

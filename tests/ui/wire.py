"""Plain HTTP, as any program speaks it."""

import urllib.error
import urllib.request


def fetch(url: str, data: bytes | None = None, **headers: str) -> tuple[int, dict, bytes]:
    """Status, headers and body, also of a refusal."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, dict(refusal.headers), refusal.read()

"""Untrusted text on a page: every string of a document, a file name or a web address is one.

Belongs here: making invisible and direction-changing characters visible, and which web addresses
may become links. Escaping itself is Jinja's, which is switched on for every template; `visible` is
its `finalize`, so that no expression goes around it. Does not belong here: the words of pages.
"""

from __future__ import annotations

from urllib.parse import urlsplit

# Nothing is loaded that is not a file beside the pages; `script` is what a page may run.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src {script}; "
    "base-uri 'none'; form-action 'none'"
)
NO_SCRIPT, OWN_SCRIPT = "'none'", "'self'"

_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"}
# They turn the direction of what follows or hide in it: 1,000 would be read as 000,1.
_HIDDEN = {
    code: f"[U+{code:04X}]"
    for code in (0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A))
}
_SEEN: dict[int, str] = _CONTROLS | {0x7F: "\u2421"} | _HIDDEN | {0xFEFF: "[U+FEFF]"}
LONGEST_ADDRESS = 2000


def visible(value: object) -> object:
    """Return a string with its control characters shown as signs; None as nothing.

    What is safe already (`Markup`) and what is no string goes through.
    """
    if value is None:
        return ""
    if type(value) is str and not (value.isascii() and value.isprintable()):
        return value.translate(_SEEN)
    return value


def web_address(address: str | None) -> str | None:
    """Return an address that may become a link, else None: http and https only, with a host."""
    if not address or len(address) > LONGEST_ADDRESS:
        return None
    address = address.strip()
    if not address.isprintable() or any(character in address for character in ' "<>\\^`{|}'):
        return None
    try:
        parts = urlsplit(address)
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return address if is_web and parts.username is None else None

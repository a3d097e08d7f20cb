"""Web addresses: one strict reading of them for asking, comparing and showing.

Every part that looks at an address looks at what `read_address` made of it, so that no two of them can disagree on
where it leads. Hosts are read as browsers read them (WHATWG): `http://2130706433/`, `http://0x7f.1/` and
`http://①②⑦.0.0.1./` are all 127.0.0.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import unquote, urljoin

import idna

from ledger.model.errors import InvalidAddress

LONGEST = 4096
_BLANK = " \t\r\n\f"
_PORTS = {"http": 80, "https": 443}

# RFC 3986, appendix B, without the parts that have no meaning here.
_PARTS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
_REST = re.compile(r"//(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# What stands unescaped in a path; in a query also "/" and "?", but no apostrophe, as browsers have it.
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = (_PATH_SAFE | {"?"}) - {"'"}

# Parameters that say how a reader came, never what is read: those, and nothing that merely looks like them.
_TRACKING = re.compile(
    r"utm_[a-z0-9_]+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh"
    r"|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|vero_id|oly_anon_id|oly_enc_id|wickedid|xtor|xts"
    r"|at_(?:medium|campaign|creation|variant|format|platform|link_type|link_id|link_origin|ptr_name)"
)
# Who shows an address shows no secret: neither what stands before "@" nor the values of these parameters.
_USERINFO = re.compile(r"^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[\\/]*)(?:[^/?#\\]*@|[^/?#@\\]*:(?!\d{0,5}(?:[/?#]|$)).*@)")
_SECRET = re.compile(
    r"(?i)([?&;](?:access_|refresh_|id_)?(?:token|api[_-]?key|apikey|key|secret|client_secret|passwd|password|pwd|pass"
    r"|signature|sig|auth|authorization|session|sessionid|sid|jwt|x-amz-(?:signature|credential|security-token))=)[^&;#]+"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where one request goes: host in ASCII (an IPv6 address without brackets), path and query percent-encoded."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    def __str__(self) -> str:
        return self.origin + self.target

    def at(self, location: str) -> Address:
        """Where `location`, absolute or relative to here, leads.

        Raises:
            InvalidAddress: it is no web address.
        """
        try:
            joined = urljoin(str(self), location)
        except ValueError:
            joined = location
        return read_address(joined)


def read_address(text: str, *, drop_credentials: bool = False) -> Address:
    """Read a web address strictly.

    Raises:
        InvalidAddress: it is none, or none that is asked: other schemes, credentials, control characters.
    """
    text = text.strip(_BLANK)
    if len(text) > LONGEST:
        raise InvalidAddress(f"The address {shown(text)} is longer than {LONGEST:,} characters.")
    if _CONTROL.search(text):
        raise InvalidAddress(f"The address {shown(text)} holds a control character; no address does.")
    whole = _PARTS.fullmatch(text)
    if whole is None:
        raise InvalidAddress(f"“{shown(text)}” is no web address; one begins with http:// or https://.")
    scheme = whole["scheme"].lower()
    if scheme not in _PORTS:
        raise InvalidAddress(f"The address {shown(text)} is of the kind “{scheme}”; only http and https are fetched.")
    parts = _REST.fullmatch(whole["rest"])
    if parts is None:
        raise InvalidAddress(f"“{shown(text)}” is no web address: “//” and a host are missing after “{scheme}:”.")
    _, at, authority = parts["authority"].rpartition("@")
    if at and not drop_credentials:
        raise InvalidAddress(
            f"The address {shown(text)} is written with credentials, which are never sent; leave them out."
        )
    host, port = _host_and_port(authority, text)
    path = without_dot_segments(_escaped(parts["path"], _PATH_SAFE)) or "/"
    query = parts["query"]
    target = path if query is None else f"{path}?{_escaped(query, _QUERY_SAFE)}"
    return Address(scheme, host, port or _PORTS[scheme], target)


def canonical_address(text: str) -> str:
    """The address in the one form that compares; what is no web address compares as it is written.

    Careful by intent, because a wrong merge is worse than a double: scheme, `www.`, `m.`, `/amp/`, the slash at the
    end and the order of parameters stay. Gone are what cannot tell two pages apart: letter case of the host, the
    usual port, `.` and `..`, needless escapes, the fragment, credentials and the parameters of trackers.
    """
    try:
        address = read_address(text, drop_credentials=True)
    except InvalidAddress:
        return text.strip(_BLANK)
    path, _, query = address.target.partition("?")
    # Dot segments may have been hidden by escapes.
    path = without_dot_segments(_ESCAPE.sub(_plainest, path)) or "/"
    kept = [part for part in query.split("&") if part and not _is_tracking(part)]
    query = _ESCAPE.sub(_plainest, "&".join(kept))
    return address.origin + path + (f"?{query}" if query else "")


def shown(text: str) -> str:
    """The address as people may see it in messages and logs: no credentials, nothing unprintable, not endless."""
    text = _SECRET.sub(r"\1…", without_credentials(text[: 2 * LONGEST]))
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return text if len(text) <= 200 else f"{text[:199]}…"


def without_credentials(text: str) -> str:
    """The address without what stands before `@`."""
    return _USERINFO.sub(r"\1", text.strip(_BLANK))


def read_host(text: str) -> str:
    """A host's name in lower-case ASCII, or its numeric address in the usual spelling.

    Raises:
        ValueError: neither; the message says why.
    """
    if "%" in text:
        raise ValueError("its host holds a “%”; zones and escapes are not followed")
    name = text.lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            raise ValueError("its host is no name that IDNA knows") from None
    labels = name.removesuffix(".").split(".")
    name = ".".join(labels)
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("its host is no name of the internet" if name else "it names no host")
    return _numeric_host(labels) if _NUMERIC.fullmatch(labels[-1]) else name


def _host_and_port(authority: str, text: str) -> tuple[str, int | None]:
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::([0-9]*))?", authority)
    plain = re.fullmatch(r"([^:\[\]\\]*)(?::([0-9]*))?", authority)
    found = bracketed or plain
    if found is None:
        raise InvalidAddress(f"The address {shown(text)} has no host and port that can be told apart.")
    try:
        host = _six(found[1]) if bracketed else read_host(found[1])
    except ValueError as error:
        raise InvalidAddress(f"The address {shown(text)} cannot be asked: {error}.") from None
    if not found[2]:
        return host, None
    port = int(found[2][:6])
    if not 0 < port < 65536:
        raise InvalidAddress(f"The address {shown(text)} names a port that does not exist.")
    return host, port


def _six(text: str) -> str:
    if "%" in text:
        raise ValueError("its host names a zone of this machine")
    try:
        return str(IPv6Address(text))
    except ValueError:
        raise ValueError("its host is no IPv6 address") from None


def _numeric_host(labels: list[str]) -> str:
    """One to four numbers, decimal, octal or hexadecimal, the last filling what is left: as `inet_aton` has it."""
    if len(labels) > 4 or not all(_NUMERIC.fullmatch(label) for label in labels):
        raise ValueError("its host looks like a numeric address and is none")
    numbers = [_number(label) for label in labels]
    last = numbers.pop()
    if any(number > 255 for number in numbers) or last >= 256 ** (4 - len(numbers)):
        raise ValueError("its host looks like a numeric address and is none")
    return str(IPv4Address(sum(number << (24 - 8 * place) for place, number in enumerate(numbers)) + last))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    try:
        return int(label, 8) if label.startswith("0") else int(label)
    except ValueError:
        raise ValueError("its host looks like a numeric address and is none") from None


def _escaped(text: str, safe: frozenset[str]) -> str:
    """Percent-encoded as far as needed; escapes stay, and a `%` that begins none becomes one."""
    if all(char in safe for char in text):
        return text
    parts: list[str] = []
    end = 0
    for escape in _ESCAPE.finditer(text):
        parts.append(_encoded(text[end : escape.start()], safe))
        parts.append(escape[0])
        end = escape.end()
    return "".join([*parts, _encoded(text[end:], safe)])


def _encoded(text: str, safe: frozenset[str]) -> str:
    return "".join(char if char in safe else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text)


def without_dot_segments(path: str) -> str:
    """The path with `.` and `..` worked out, however the dots are escaped."""
    if "." not in path and "%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        plain = re.sub("%2e", ".", segment, flags=re.IGNORECASE)
        if plain == ".." and len(kept) > 1:
            kept.pop()
        elif plain not in {".", ".."}:
            kept.append(segment)
    if re.sub("%2e", ".", segments[-1], flags=re.IGNORECASE) in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _plainest(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _UNRESERVED else escape[0].upper()


def _is_tracking(part: str) -> bool:
    return _TRACKING.fullmatch(unquote(part.partition("=")[0]).lower()) is not None

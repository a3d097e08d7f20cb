"""Content codings, taken off piece by piece under a cap: a compressed bomb stops where the cap is."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Protocol

import brotli

from ledger.fetch.trouble import Barred, Trouble

ACCEPTED = "gzip, deflate, br"
#: Nobody honest packs what is packed more than once.
MOST_LAYERS = 3
_PIECE = 64 * 1024
_ALIASES = {"x-gzip": "gzip"}


class _Layer(Protocol):
    @property
    def complete(self) -> bool:
        """Whether the end has come."""
        ...

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What becomes of `data`, in pieces of bounded size."""
        ...


class _Inflate:
    """gzip (one member after another, RFC 1952) and deflate, in the right form (zlib) and the usual wrong one (raw)."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzip else None
        self._held = b""

    @property
    def complete(self) -> bool:
        return self._inner is not None and self._inner.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None:
            data = self._held + data
            if len(data) < 2:
                self._held = data
                return
            self._inner = zlib.decompressobj(zlib.MAX_WBITS if _is_zlib(data) else -zlib.MAX_WBITS)
        while True:
            if self._inner.eof:
                # Browsers pass over what trails the last member, and so do we.
                if not (self._gzip and data.startswith(b"\x1f\x8b")):
                    return
                self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
            piece = self._inner.decompress(data, _PIECE)
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            if piece:
                yield piece
            if not data and len(piece) < _PIECE:
                return


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        return bool(self._inner.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self.complete:
            return
        while True:
            piece = self._inner.process(data, output_buffer_limit=_PIECE)
            data = b""
            if piece:
                yield piece
            elif self._inner.can_accept_more_data() or self.complete:
                return


class Unfolder:
    """Takes the codings off one body as it arrives.

    Args:
        codings: the value of `Content-Encoding`.
        cap: the most bytes that any layer may give.
        cut: give what fits under the cap, instead of refusing what does not.
    """

    def __init__(self, codings: str, cap: int, *, cut: bool = False) -> None:
        self._names = _names(codings)
        # The coding that was put on last comes off first.
        self._layers: Sequence[_Layer] = [_layer(name) for name in reversed(self._names)]
        self._given = [0] * (len(self._layers) + 1)
        self._cap = cap
        self._cut = cut
        self._body = bytearray()
        self.full = False

    def feed(self, data: bytes) -> None:
        """Take in what came from the wire.

        Raises:
            Barred: a layer gives more than the cap.
            Trouble: this is not what the header says.
        """
        try:
            for piece in self._through(0, data):
                self._body += piece
        except (zlib.error, brotli.error):
            raise Trouble("answer", f"sends a body that is no {' in '.join(self._names)}, as its header says") from None

    def body(self) -> bytes:
        """All of it, once the wire has nothing more.

        Raises:
            Trouble: the body ends in the middle of a layer.
        """
        if self._given[0] and not self.full and not all(layer.complete for layer in self._layers):
            raise Trouble("answer", "sends a compressed body that ends before its end", again=True)
        return bytes(self._body)

    def _through(self, depth: int, data: bytes) -> Iterator[bytes]:
        room = self._cap - self._given[depth]
        self._given[depth] += len(data)
        if len(data) > room:
            if not self._cut:
                what = "unfolds to" if self._layers else "has"
                raise Barred("size", f"{what} more than {self._cap:,} bytes; nothing so large is read")
            data, self.full = data[:room], True
        if depth == len(self._layers):
            yield data
            return
        for piece in self._layers[depth].feed(data):
            yield from self._through(depth + 1, piece)
            if self._given[depth + 1] > self._cap:
                return


def _names(codings: str) -> list[str]:
    names = [name.strip().lower() for name in codings.split(",")]
    names = [_ALIASES.get(name, name) for name in names if name not in {"", "identity"}]
    if len(names) > MOST_LAYERS:
        raise Barred("size", f"is compressed {len(names)} times over; no page is")
    return names


def _layer(name: str) -> _Layer:
    if name == "br":
        return _Brotli()
    if name in {"gzip", "deflate"}:
        return _Inflate(gzip=name == "gzip")
    raise Barred("type", f"is sent in the coding “{name[:40]}”, which was not asked for")


def _is_zlib(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0

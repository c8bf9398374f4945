"""Personal data at rest: sealed with AES-GCM when keys are configured, found again by keyed hash (map §8).

A sealed value is one marker byte and then either the plain bytes, or the key's id (4 bytes), the nonce (12) and the
ciphertext. The empty value means «erased» and stays empty.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapters.language import tr
from adapters.store.errors import StoreLocked

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PLAIN = b"\x00"
SEALED = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12  # what GCM is defined for; drawn at random, good for 2^32 values a key
HASH_BYTES = 16
ERASED = b""


class Seal:
    """Closes with the newest key, opens with any configured one."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """`keys`: newest first, each a long random text (32 characters or more). Empty: values are stored plain."""
        self._ciphers = dict(_cipher(key) for key in keys)
        self._newest = next(iter(self._ciphers.items()), None)

    def close(self, plain: bytes) -> bytes:
        if self._newest is None:
            return PLAIN + plain
        key_id, cipher = self._newest
        nonce = os.urandom(NONCE_BYTES)
        return SEALED + key_id + nonce + cipher.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """The plain bytes, empty if the value was erased.

        Raises StoreLocked when none of the keys closed it, ValueError when somebody changed it.
        """
        if sealed == ERASED or sealed[:1] == PLAIN:
            return sealed[1:]
        key_id, nonce, ciphertext = sealed[1:5], sealed[5:17], sealed[17:]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise StoreLocked(
                tr(
                    "data.encryption_keys no contiene la clave de estos datos: añádela al final de la lista",
                    "data.encryption_keys does not hold the key of these data: add it at the end of the list",
                )
            )
        from cryptography.exceptions import InvalidTag  # loaded with the ciphers

        try:
            return cipher.decrypt(nonce, ciphertext, None)
        except InvalidTag:
            raise ValueError("a sealed value was changed") from None

    def is_newest(self, sealed: bytes) -> bool:
        """Whether `close` would use the same key for this value today."""
        return sealed.startswith(self.mark)

    def opens(self, sealed: bytes) -> bool:
        """Whether there is something in it, and a key for it."""
        return sealed[:1] == PLAIN or sealed[1 : 1 + KEY_ID_BYTES] in self._ciphers

    @property
    def has_keys(self) -> bool:
        return self._newest is not None

    @property
    def mark(self) -> bytes:
        """What every value begins with that is closed today."""
        return SEALED + self._newest[0] if self._newest else PLAIN


def _cipher(key: str) -> tuple[bytes, AESGCM]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 20 ms that a store without keys does not pay

    secret = hashlib.blake2b(key.encode(), digest_size=32, person=b"leadbot seal").digest()
    key_id = hashlib.blake2b(secret, digest_size=KEY_ID_BYTES, person=b"leadbot key id").digest()
    return key_id, AESGCM(secret)


def keyed_hash(hash_key: bytes, *parts: str) -> bytes:
    """16 bytes that stand for `parts` wherever a phone, e-mail, chat or event has to be found but not read."""
    return hashlib.blake2b("\x00".join(parts).encode(), key=hash_key, digest_size=HASH_BYTES).digest()

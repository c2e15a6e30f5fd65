"""Sets of ids that take little memory, and tell quickly which of many ids are in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.vectors import Ids

Bits = NDArray[np.uint8]
"""One bit for each number from 0 on, the lowest bit of each byte first, as FAISS reads them."""


def packed(mask: NDArray[np.bool_]) -> Bits:
    """Return a mask as bits."""
    return np.packbits(mask, bitorder="little")


class IdSet:
    """A set of ids, which are 0 or more. It never changes.

    Few ids are kept in ascending order. Where that would take more memory, there is one bit for each id that might be
    in the set: half of a million take 125 KB.
    """

    def __init__(self, ids: Sequence[int] | Ids) -> None:
        """Take ids in any order; repeated ones count once."""
        ascending: Ids = np.unique(np.asarray(ids, dtype=np.int64))
        self._count = len(ascending)
        self._few: Ids | None = ascending
        self._bits: Bits = np.empty(0, dtype=np.uint8)
        if len(ascending) and int(ascending[-1]) // 8 < ascending.nbytes:
            mask = np.zeros(int(ascending[-1]) + 1, dtype=bool)
            mask[ascending] = True
            self._few, self._bits = None, packed(mask)

    def __len__(self) -> int:
        return self._count

    def ids(self) -> Ids:
        """Return all ids, ascending."""
        if self._few is not None:
            return self._few
        return np.flatnonzero(np.unpackbits(self._bits, bitorder="little"))

    def has(self, ids: Ids) -> NDArray[np.bool_]:
        """Return which of some ids are in the set."""
        if self._few is not None:
            if not len(self._few):
                return np.zeros(len(ids), dtype=bool)
            at = np.minimum(np.searchsorted(self._few, ids), len(self._few) - 1)
            return np.asarray(self._few[at] == ids)
        known = (ids >= 0) & (ids < 8 * len(self._bits))
        at = np.where(known, ids, 0)
        return np.asarray(known & ((self._bits[at >> 3] >> (at & 7).astype(np.uint8)) & 1).astype(bool))


NO_IDS = IdSet(())
"""The empty set."""

"""What the crash harness crashes: the table of operations."""

from __future__ import annotations

from tests.crashes.backup_crashing import (
    back_up,
    backed_up_before,
    check_backups,
    check_restored,
    restorable,
    restore_once,
)
from tests.crashes.bot_crashing import (
    add_twice,
    change_state,
    check_seeds,
    check_state,
    seed_before,
    with_answers,
)
from tests.crashes.export_crashing import (
    check_export,
    export_once,
    exported_before,
)
from tests.crashes.kit import Operation
from tests.crashes.library_crashing import (
    FIRST,
    SECOND,
    ask_once,
    ask_with_clusters,
    derived_is_behind,
    derived_is_lost,
    nothing_yet,
    one_of,
    sync_once,
    to_be_synced,
)

OPERATIONS = {
    "first sync": Operation(nothing_yet, sync_once, one_of(None, FIRST), 6),
    "sync": Operation(to_be_synced, sync_once, one_of(FIRST, SECOND), 8),
    "derive": Operation(derived_is_lost, ask_once, one_of(FIRST), 6),
    "derive clusters": Operation(derived_is_lost, ask_with_clusters, one_of(FIRST), 5),
    "derive what is behind": Operation(derived_is_behind, ask_once, one_of(SECOND), 6),
    "export": Operation(exported_before, export_once, check_export, 5),
    "state": Operation(with_answers, change_state, check_state, 40),
    "add": Operation(seed_before, add_twice, check_seeds, 12),
    "backup": Operation(backed_up_before, back_up, check_backups, 7),
    "restore": Operation(restorable, restore_once, check_restored, 7),
}

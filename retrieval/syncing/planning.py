"""Which files a sync has to parse: found by comparing states and hashes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.catalog.records import KnownFile
from retrieval.errors import UnreadableFile
from retrieval.fingerprint import Recipes
from retrieval.origins.folders import SeedFolders, place_in
from retrieval.parsing.folder import Scan, SkippedFile, scan
from retrieval.parsing.opening import sha256_below


@dataclass(slots=True)
class Plan:
    """What has to happen.

    ``states`` holds the states of all files that were hashed, by path; ``new_states``, by document id, those of
    unchanged files for which the catalog has a different state. ``moved`` and ``removed`` give paths by document id.
    """

    states: dict[str, str | None] = field(default_factory=dict)
    new_states: dict[int, str] = field(default_factory=dict)
    to_parse: list[str] = field(default_factory=list)
    moved: dict[int, str] = field(default_factory=dict)
    removed: dict[int, str] = field(default_factory=dict)
    unchanged: int = 0
    skipped: list[SkippedFile] = field(default_factory=list)

    def paths(self, before: Mapping[str, KnownFile]) -> set[str]:
        """Return the paths of all documents afterwards, given what was known ``before``."""
        left = self.moved.keys() | self.removed.keys()
        stays = {path for path, known in before.items() if known.id not in left}
        return stays.union(self.to_parse, self.moved.values())

    def only_adds(self, before: Mapping[str, KnownFile]) -> bool:
        """Whether nothing that was indexed ``before`` changes, so that answers can only become more complete."""
        return not (self.moved or self.removed) and not any(path in before for path in self.to_parse)


def plan_sync(
    before: Mapping[str, KnownFile], seeds: SeedFolders, recipes: Recipes, formats: frozenset[str] | None
) -> Plan:
    """Compare the files with what is known of them: by their state where it can be trusted, else by their hash.

    formats: see ``scan``. Raises SeedsError when the seeds folder cannot be listed.
    """
    found = _scan_all(seeds, formats)
    plan = Plan(skipped=list(found.skipped))
    known = dict(before)
    new: dict[str, str] = {}
    for path in found.files:
        known_file, state = known.get(path), found.states[path]
        has_same_recipe = known_file is not None and known_file.recipe == recipes.of(path)
        if known_file is not None and has_same_recipe and state is not None and state == known_file.state:
            plan.unchanged += 1
            del known[path]
            continue
        try:
            sha256 = sha256_below(*place_in(seeds, path))
        except UnreadableFile as error:
            plan.skipped.append(SkippedFile(path, f"cannot be read ({error})"))
            continue
        plan.states[path] = state
        if known_file is not None and has_same_recipe and known_file.sha256 == sha256:
            plan.unchanged += 1
            if state is not None:
                plan.new_states[known_file.id] = state
            del known[path]
        else:
            new[path] = sha256
    gone = {known_file.sha256: (path, known_file) for path, known_file in known.items() if path not in new}
    for path, sha256 in new.items():
        old, known_file = gone.get(sha256, ("", None))
        if known_file is not None and path not in known and known_file.recipe == recipes.of(path):
            plan.moved[known_file.id] = path
            del gone[sha256], known[old]
        else:
            plan.to_parse.append(path)
    plan.removed = {known_file.id: path for path, known_file in known.items() if path not in new}
    return plan


def _scan_all(seeds: SeedFolders, formats: frozenset[str] | None) -> Scan:
    """List the files of the seeds folder and the copies of all origins, as if each origin were a folder of it."""
    found = scan(seeds.root, formats=formats)
    files, skipped, states = [*found.files], [*found.skipped], dict(found.states)
    for name, folder in seeds.mounted.items():
        copies = scan(folder, formats=formats)
        files += [f"{name}/{path}" for path in copies.files]
        skipped += [SkippedFile(f"{name}/{each.path}", each.reason) for each in copies.skipped]
        states |= {f"{name}/{path}": state for path, state in copies.states.items()}
    skipped += [
        SkippedFile(f"{name}/", "a source, but something in the seeds folder has the same name: rename one of them")
        for name in seeds.hidden
    ]
    return Scan(tuple(files), tuple(skipped), states)

"""The encoder that serves: a model's export, which needs no torch, encodes questions, and the model itself passages.

The export of a model that comes with Quoth encodes passages, too, unless torch is much faster.

``exporting`` makes the export during a sync, before the first commit, and puts it into the index folder. The export
serves when it is complete and was made from the files that the model has now; otherwise the model itself serves, which
takes seconds to load, until there is an export.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from retrieval.encoding.encoder import Encoder, Progress
from retrieval.encoding.manifest import MANIFEST, PRECISIONS, Export, ExportDamaged, Precision, damaged_export
from retrieval.encoding.model_files import find_model, usual_model
from retrieval.encoding.onnx_encoder import OnnxEncoder, SessionNetwork
from retrieval.encoding.prompts import UNSAID, Prompts
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder, is_torch_faster
from retrieval.errors import ModelError, first_line
from retrieval.model import Span
from retrieval.observing import Observer
from retrieval.vectors import Vectors

TOKENS_BEFORE_TORCH = 400_000
"""So many tokens, a few thousand passages, are embedded without torch where it is faster, but takes seconds to load."""

_log = logging.getLogger(__name__)


class ServingEncoder:
    """An ``Encoder`` that embeds documents with the model, and questions with the model's export if there is one."""

    def __init__(
        self,
        model: SentenceTransformerEncoder,
        folder: Path,
        precision: Precision,
        load: Callable[[str], SentenceTransformerEncoder] | None = None,
    ) -> None:
        """Use the export that ``folder`` holds or will hold.

        It is used in the given precision, or in float32 if that one is unusable. load: returns another model by its
        name, if the model may change; see ``adopt``.
        """
        self._model = model
        self._load = load
        self._folder = folder
        self._precision = precision
        self._loaded_question_encoder: Encoder | OnnxEncoder | None = None
        self._is_model_loaded = False
        self._is_export_unusable = False
        self._looked_at: tuple[int, ...] | None = None
        self._changing = threading.Lock()

    def adopt(self, model: str | None) -> bool:
        """Use another model from now on if no setting names one; return whether it changed. None: keep this one.

        Raises ModelError when there is no such model.
        """
        if self._load is None or model is None or model == self.name:
            return False
        try:
            adopted = self._load(model)
        except ModelError as error:
            raise ModelError(
                f"The index was made with the model {model!r}, which cannot be used here: {error.problem}",
                "set EMBEDDING_MODEL to another one, such as multilingual, and sync again",
                path=error.path,
                setting="EMBEDDING_MODEL",
                found=model,
            ) from error
        with self._changing:
            self._model = adopted
            self._loaded_question_encoder = None
            self._is_model_loaded = self._is_export_unusable = False
        return True

    @property
    def name(self) -> str:  # noqa: D102 - see Encoder
        return self._model.name

    @property
    def digest(self) -> str:  # noqa: D102 - see Encoder
        return self._model.digest

    @property
    def max_tokens(self) -> int:  # noqa: D102 - see Encoder
        return self._model.max_tokens

    @property
    def languages(self) -> frozenset[str] | None:  # noqa: D102 - see Encoder
        return self._model.languages

    def count(self, texts: Sequence[str]) -> list[int]:  # noqa: D102 - see Encoder
        return self._model.count(texts)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:  # noqa: D102
        return self._embedder().encode_documents(texts, progress)

    def encode_passages(  # noqa: D102 - see Encoder
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        return self._embedder().encode_passages(texts, spans, progress)

    def _embedder(self) -> SentenceTransformerEncoder:
        """Return the model, ready to embed: one that comes with Quoth runs on its export, if it has one.

        Where torch is much faster, it takes over from a model's export when there is enough to do.
        """
        model = self._model
        if not model.files.is_bundled or model.is_loaded:
            self._is_model_loaded = True
        elif isinstance(model.network, SessionNetwork):
            if model.network.tokens_run > TOKENS_BEFORE_TORCH and is_torch_faster():
                self._load_torch(model)
        else:
            try:
                model.network = SessionNetwork(Export.read(self._folder, model.digest), model.files)
            except ModelError as error:
                self._is_export_unusable |= isinstance(error, ExportDamaged)
                self._is_model_loaded = True
                _log.debug("texts are embedded by torch: %s", error.problem)
        return model

    def _load_torch(self, model: SentenceTransformerEncoder) -> None:
        """Let torch take over from a model's export; where it cannot be loaded, the export goes on."""
        try:
            model.load()
        except (ModelError, ImportError, OSError) as error:
            _log.debug("torch cannot be loaded, and the export embeds on: %s", first_line(error))
        else:
            model.network = None
            self._is_model_loaded = True

    def encode_query(self, text: str) -> Vectors:  # noqa: D102 - see Encoder
        return self._question_encoder().encode_query(text)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:  # noqa: D102 - see Encoder
        return self._question_encoder().encode_queries(texts)

    def _question_encoder(self) -> Encoder | OnnxEncoder:
        encoder = self._loaded_question_encoder
        if encoder is None:
            encoder = self._load_export()
        if encoder is None:
            encoder = self._loaded_question_encoder = self._model
            self._is_model_loaded = True
        return encoder

    def take_export(self) -> bool:
        """Let an export serve that was made since the model itself began to; return whether there is one.

        This process made it, or another one, after this process had begun to read its index. The model's weights go.
        """
        if isinstance(self._loaded_question_encoder, OnnxEncoder) or self._looked_at == self._manifest_state():
            return False
        model = self._model
        if self._load_export() is None:
            return False
        model.unload()
        with self._changing:
            self._is_model_loaded = self._is_model_loaded and self._model is not model
        return True

    def _load_export(self) -> OnnxEncoder | None:
        """Let the export serve if there is one that can be used; return it.

        One that took time to load is of no use if another model was adopted meanwhile.
        """
        model, self._looked_at = self._model, self._manifest_state()
        export = self._loaded_export(model)
        with self._changing:
            if self._model is not model:
                self._looked_at = None
                return None
            if export is not None:
                self._loaded_question_encoder = export
        return export

    def _manifest_state(self) -> tuple[int, ...] | None:
        """Return what differs when the manifest is another one, or None when there is none."""
        try:
            stat = (self._folder / MANIFEST).stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_size, stat.st_mtime_ns

    def _loaded_export(self, model: SentenceTransformerEncoder) -> OnnxEncoder | None:
        self._is_export_unusable = False
        try:
            export = Export.read(self._folder, model.digest)
        except ModelError as error:
            _log.warning("Questions are encoded by the model itself, which takes seconds to load: %s.", error.problem)
            return None
        for precision in dict.fromkeys((self._precision, "float32")):
            try:
                return OnnxEncoder(export, precision, model.files)
            except ModelError as error:
                self._is_export_unusable |= precision not in export.refused
                _log.warning("Questions cannot be encoded in %s: %s.", precision, error.problem)
        return None

    @property
    def lacks_export(self) -> bool:
        """Whether an export should be made now: there is no usable one, and it costs little.

        That is so when the model was loaded anyway, and for a model that comes with Quoth, which need not be loaded.
        """
        is_cheap = self._is_model_loaded or self._model.files.is_bundled
        return is_cheap and (self._is_export_unusable or not self._is_exported())

    def _is_exported(self) -> bool:
        try:
            export = Export.read(self._folder, self._model.digest)
            for precision in PRECISIONS:
                if precision not in export.refused:
                    export.graph(precision)
        except ModelError:
            return False
        return True

    def keep_export(self, observer: Observer, *, repair: bool = False) -> bool:
        """Export the model if the export is damaged, or missing and cheap to make; return whether that was tried.

        repair: read every byte of the export, and try again what it says to be impossible. The caller holds the
        writer's lock.
        """
        if not (self.lacks_export or self._is_spoilt(thorough=repair)):
            return False
        for remark in self.export():
            observer.remark(remark)
        observer.step("exported")
        return True

    def _is_spoilt(self, *, thorough: bool) -> bool:
        """Return whether there is an export of this model that is not as it was written, or should be tried again."""
        try:
            export = Export.read(self._folder, self._model.digest)
            for precision in PRECISIONS:
                if precision not in export.refused:
                    export.graph(precision)
        except ExportDamaged:
            return True
        except ModelError:
            return False
        return thorough and bool(export.refused or damaged_export(self._folder))

    def export(self) -> list[str]:
        """Export the model for the next question and the next process; return remarks for people on what failed."""
        from retrieval.encoding.graphs.exporting import export_model  # only a sync needs it

        consequence = "every process loads all of it before its first answer, which takes seconds and memory"
        try:
            refused = export_model(self._model.files, self._model.digest, self._folder)
        except (OSError, ImportError, MemoryError) as error:
            return [f"The model {self._model.name!r} could not be exported ({first_line(error)}): {consequence}."]
        self._loaded_question_encoder = self._model.network = None
        self._is_export_unusable = False
        if "float32" in refused:
            return [f"The model {self._model.name!r} cannot be exported ({refused['float32']}): {consequence}."]
        if self._precision in refused:
            return [f"The model {self._model.name!r} cannot serve in {self._precision}: {refused[self._precision]}."]
        return []


@contextmanager
def embedding(encoder: ServingEncoder | None) -> Iterator[None]:
    """Let go at the end of what only embeds documents."""
    try:
        yield
    finally:
        if encoder is not None:
            encoder._model.network = None


def serving_encoder(
    model: str | None, folder: Path, precision: Precision, digests: MutableMapping[str, str], prompts: Prompts = UNSAID
) -> ServingEncoder:
    """Return the encoder of a model, by folder or by name, whose export ``folder`` holds.

    model: None for the usual one until ``ServingEncoder.adopt`` names the one that the library has. digests: those of
    model files, see ``ModelFiles.digest``. prompts: used in place of the model's own. Raises ModelError when there is
    no such model.
    """

    def load(name: str) -> SentenceTransformerEncoder:
        return SentenceTransformerEncoder(find_model(name, prompts), digests)

    return ServingEncoder(load(model or usual_model()), folder, precision, None if model else load)

"""Every error that Quoth raises on purpose. Each message says what was wrong, with which value, and what to do.

QuothError
├── SettingError         a setting has a value that cannot work
├── SeedsError           the seeds folder is missing, empty, or not a folder
├── UnreadableFile       one file cannot become a document; named in the sync report, stops nothing else
├── ModelError           the embedding model cannot be found, trusted or loaded
├── QueryError           the question cannot be searched for (empty, or not text)
├── GoldError            a file of gold questions, of batch questions, or to learn from, cannot be used
├── TrainingError        a folder or file of a training run cannot be used
└── IndexFault           (never raised itself) something about the index folder
├── IndexMissing     nothing has been indexed yet
├── IndexOutdated    the index was built with other settings than today's
├── IndexBusy        another process is writing to the index
├── StorageError     the disk or the database refused
├── DimensionMismatch  vectors of one length were offered to an index of another
└── NotVerbatim      a stored passage differs from its source; never reaches a person who asks
"""


class QuothError(Exception):
    """Base of every error raised on purpose; ``str()`` is one sentence for the person who meets it."""


class SettingError(QuothError):
    """A setting has a value that cannot work."""


class SeedsError(QuothError):
    """The seeds folder is missing, empty, or not a folder."""


class UnreadableFile(QuothError):
    """One file cannot become a document; ``str()`` is the reason, without the file's name."""


class ModelError(QuothError):
    """The embedding model cannot be found, trusted or loaded."""


class QueryError(QuothError):
    """The question cannot be searched for."""


class GoldError(QuothError):
    """A file of questions cannot be used; the message names the line."""


class TrainingError(QuothError):
    """A folder or file of a training run cannot be used; the message names it."""


class IndexFault(QuothError):
    """Something about the index folder; catch this to handle all of them."""


class IndexMissing(IndexFault):
    """Nothing has been indexed yet."""


class IndexOutdated(IndexFault):
    """The index was built with other settings than today's; the message names the setting."""


class IndexBusy(IndexFault):
    """Another process is writing to the index."""


class StorageError(IndexFault):
    """The disk or the database refused."""


class DimensionMismatch(IndexFault):
    """Vectors of one length were offered to an index of another; the message names both."""


class NotVerbatim(IndexFault):
    """A stored passage differs from its source: for the operator, never for the channel."""

//! The errors of a command that could not run.

use std::error::Error;
use std::path::Path;

/// The cause of an error.
type Source = Box<dyn Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    /// A problem with a file, a URL or a stream.
    #[error("{place}: {source}")]
    Place {
        /// The path, the URL or the name of the stream.
        place: String,
        source: Source,
    },
    /// An error that already names its place in its message.
    #[error(transparent)]
    Other(Source),
}

impl CommandError {
    pub(super) fn at(place: impl AsRef<Path>, problem: impl Into<Source>) -> Self {
        Self::Place { place: place.as_ref().display().to_string(), source: problem.into() }
    }

    pub(super) fn other(problem: impl Into<Source>) -> Self {
        Self::Other(problem.into())
    }
}

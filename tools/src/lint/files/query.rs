//! One query in a file.

use std::collections::BTreeMap;

/// A query, its location and its purpose.
pub(super) struct FileQuery {
    /// A line, a rule, a panel, or another part of the file.
    pub(super) location: String,
    pub(super) text: String,
    pub(super) purpose: Purpose,
}

/// The purpose of a query.
pub(super) enum Purpose {
    /// The query is evaluated.
    Values,
    /// The values of this label in the series of a selector.
    Label(String),
    /// A rule records the result under this name, with these labels added.
    Record { name: String, labels: BTreeMap<String, String> },
}

impl FileQuery {
    pub(super) fn new(location: impl Into<String>, text: impl Into<String>) -> Self {
        Self { location: location.into(), text: text.into(), purpose: Purpose::Values }
    }
}

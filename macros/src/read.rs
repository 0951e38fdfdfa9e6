//! Attributes → entries: key, value and their spans. Nothing is judged here but the form.

mod doc;
mod entry;

pub(crate) use doc::Doc;
pub(crate) use entry::{Entry, Value, entries, list_entries};

//! The reference: a Markdown page of all metrics, alone or inside a page written by hand.

mod in_place;
mod markdown;
mod queries;

pub use in_place::{MarkerError, markdown_in_place};
pub use markdown::markdown;

//! Integration tests over all of tallymark. It is imported as `measures` here, as a user may.

mod catalog;
mod concurrency;
mod docs;
mod encoding;
mod hygiene;
mod labels;
mod recording;
mod registration;
mod scrape;

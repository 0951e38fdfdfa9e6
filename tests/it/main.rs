//! Integration tests over all of tallymark. It is imported as `measures` here, as a user may.

#![allow(clippy::float_cmp, reason = "what is compared is exact")]

mod allocations;
mod catalog;
mod concurrency;
mod docs;
mod encoding;
mod hygiene;
mod labels;
mod node;
mod prometheus;
mod recording;
mod registration;
mod scrape;

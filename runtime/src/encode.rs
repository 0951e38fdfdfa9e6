//! Encoders of a page.

pub(crate) mod prometheus_text;

//! The encoders of a page: one file for each format.

pub(crate) mod prometheus_text;

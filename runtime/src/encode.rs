//! Encoders of a page.

pub(crate) mod text;

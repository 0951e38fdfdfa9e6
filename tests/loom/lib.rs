//! An empty library: this crate has only tests.

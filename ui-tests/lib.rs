//! The cases are in `fail/` and `pass/`; the README's program is one too.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! Runs the programs of the README. The other cases are in `fail/` and `pass/`.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

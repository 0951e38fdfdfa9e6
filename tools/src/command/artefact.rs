//! Files that are made of the declaration.

use super::Artefact;
use super::run::{Failure, Outcome};
use anstream::eprintln;
use std::fs;
use std::path::Path;

impl Artefact {
    /// Prints, writes or compares what is made.
    pub(super) fn put(&self, made: &str, out: &mut String) -> Result<Outcome, Failure> {
        let Some(path) = &self.path else {
            out.push_str(made);
            return Ok(Outcome::AsDeclared);
        };
        if !self.check {
            write(path, made)?;
            return Ok(Outcome::AsDeclared);
        }
        let there = read(path)?;
        if there == made {
            return Ok(Outcome::AsDeclared);
        }
        let same = there.lines().zip(made.lines()).take_while(|(there, made)| there == made);
        let line = 1 + same.count();
        eprintln!(
            "{}: stale from line {line}; the same command without `--check` writes it",
            path.display()
        );
        Ok(Outcome::Different)
    }
}

pub(super) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::of(path, error))
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::of(path, error))
}

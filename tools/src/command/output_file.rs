//! A file that is generated from the declaration: printed, written or compared.

use super::error::CommandError;
use super::verdict::Verdict;
use anstream::eprintln;
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct OutputFile {
    /// The file to write; without a path, the text is printed
    pub(super) path: Option<PathBuf>,
    /// Write nothing, and fail if the file is out of date
    #[arg(long, requires = "path")]
    pub(super) check: bool,
}

impl OutputFile {
    /// Appends the generated text to `out`, writes it to the file, or compares the file with it.
    pub(super) fn write(&self, generated: &str, out: &mut String) -> Result<Verdict, CommandError> {
        match &self.path {
            None => {
                out.push_str(generated);
                Ok(Verdict::Matches)
            }
            Some(path) if self.check => Ok(compare(path, &read(path)?, generated)),
            Some(path) => write(path, generated).map(|()| Verdict::Matches),
        }
    }
}

fn compare(path: &Path, committed: &str, generated: &str) -> Verdict {
    if committed == generated {
        return Verdict::Matches;
    }
    let lines = committed.lines().zip(generated.lines());
    let first = 1 + lines.take_while(|(committed, generated)| committed == generated).count();
    eprintln!(
        "{}: out of date from line {first}; run the same command without `--check` to update it",
        path.display()
    );
    Verdict::Differs
}

pub(super) fn read(path: &Path) -> Result<String, CommandError> {
    fs::read_to_string(path).map_err(|error| CommandError::at(path, error))
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    fs::write(path, text).map_err(|error| CommandError::at(path, error))
}

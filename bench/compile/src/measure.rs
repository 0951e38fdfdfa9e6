//! Generated crates, and interleaved measurements of them.

use crate::rustc::Build;
use crate::source::{Declarations, Library, Shape};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

/// The work of `rustc` that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `cargo check` without a cache.
    Check,
    /// `cargo check` with a cache, after a bucket bound was changed.
    ChangedConstant,
    /// `cargo check` with a cache, after a line was inserted at the top.
    InsertedLine,
    /// `cargo build --release`.
    Release,
    /// Parsing, expansion and name resolution with unoptimised macros.
    Expansion,
}

/// The libraries to measure, and what they declare.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) mode: Mode,
    pub(crate) shape: Shape,
    pub(crate) metrics: usize,
    pub(crate) libraries: Vec<Library>,
    pub(crate) rounds: usize,
}

/// The CPU times of one library, sorted.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    pub(crate) library: Library,
    sorted: Vec<Duration>,
}

impl Times {
    pub(crate) fn min(&self) -> f64 {
        self.sorted[0].as_secs_f64()
    }

    pub(crate) fn median(&self) -> f64 {
        self.sorted[self.sorted.len() / 2].as_secs_f64()
    }
}

impl Comparison {
    /// Measures all libraries in each round, so that a busy phase of the machine affects all of them.
    pub(crate) fn run(&self) -> Result<Vec<Times>, Box<dyn Error>> {
        let mut all: Vec<_> = self
            .libraries
            .iter()
            .map(|&library| Times { library, sorted: Vec::with_capacity(self.rounds) })
            .collect();
        // Round 0 builds the dependencies and fills the cache.
        for round in 0..=self.rounds {
            for times in &mut all {
                let generated = self.write(times.library, round)?;
                let time = generated.build(self.mode).run()?;
                if round > 0 {
                    times.sorted.push(time);
                }
            }
        }
        for times in &mut all {
            times.sorted.sort_unstable();
        }
        Ok(all)
    }

    /// Writes the source of a crate as it is in a round.
    fn write(&self, library: Library, round: usize) -> Result<GeneratedCrate, Box<dyn Error>> {
        let changes = if self.mode == Mode::ChangedConstant { round } else { 0 };
        let lines = if self.mode == Mode::InsertedLine { round } else { 0 };
        let declarations = Declarations { shape: self.shape, metrics: self.metrics, changes };
        let source = "// A line.\n".repeat(lines) + &library.source(&declarations);
        GeneratedCrate::write(library, &declarations, &source)
    }
}

/// A generated crate on disk.
pub(crate) struct GeneratedCrate {
    name: String,
    folder: PathBuf,
}

impl GeneratedCrate {
    /// Writes the files of the crate.
    pub(crate) fn write(
        library: Library,
        declarations: &Declarations,
        source: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let Declarations { shape, metrics, .. } = declarations;
        let name = format!("{}_{shape:?}_{metrics}", library.name()).to_lowercase();
        let folder = crates_folder().join(&name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}",
            library.dependencies()
        );
        // The versions of the libraries are those of `bench/peers`.
        let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../peers/Cargo.lock"))?;
        let is_new_manifest = write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
        // Cargo removes the unused packages from its own copy.
        let is_new_lock = write_if_changed(&folder.join("peers.lock"), &lock)?;
        if is_new_manifest || is_new_lock {
            fs::write(folder.join("Cargo.lock"), lock)?;
        }
        fs::write(folder.join("src/lib.rs"), source)?;
        Ok(Self { name, folder })
    }

    /// Returns the call of Cargo for a measurement.
    pub(crate) fn build(self, mode: Mode) -> Build {
        let is_incremental = matches!(mode, Mode::ChangedConstant | Mode::InsertedLine);
        Build {
            name: self.name,
            folder: self.folder,
            // A target folder of its own, since the setting applies to the dependencies as well.
            target: crates_folder().join(if is_incremental { "incremental" } else { "target" }),
            command: if mode == Mode::Release { &["build", "--release"] } else { &["check"] },
            is_incremental,
            argument: if mode == Mode::Expansion { "-Zno-analysis" } else { "" },
        }
    }

    /// Returns the call of Cargo that prints the expanded code.
    pub(crate) fn expand(self) -> Build {
        Build { argument: "-Zunpretty=expanded", ..self.build(Mode::Check) }
    }
}

fn crates_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/crates")
}

/// Writes the file unless it has this text. Returns whether it wrote the file.
fn write_if_changed(path: &Path, text: &str) -> io::Result<bool> {
    let is_changed = !path.exists() || fs::read_to_string(path)? != text;
    if is_changed {
        fs::write(path, text)?;
    }
    Ok(is_changed)
}

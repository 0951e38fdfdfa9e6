//! Measures the time of `cargo check` for two crates with the same 500 metrics: one derives them, one
//! writes them by hand with `prometheus`.
//!
//! `cargo run --release` writes the crates and the table in `RESULTS.md`. The dependencies are built
//! before, so the time is that of checking the crate again after a change. The fastest of several
//! rounds counts, because other programs can only make a round slower. Each round checks all crates
//! in turn, so that a busy phase of the machine affects all of them.

mod source;

use source::{GROUPS, METRICS};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

const ROUNDS: usize = 7;

/// A generated crate, and the time that `cargo check` takes for it.
struct GeneratedCrate {
    name: &'static str,
    title: &'static str,
    folder: PathBuf,
    lines: usize,
    fastest: Duration,
}

impl GeneratedCrate {
    /// Writes the files of the crate.
    fn write(
        name: &'static str,
        title: &'static str,
        dependencies: &str,
        source: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/crates").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n{dependencies}"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/lib.rs"), source)?;
        let lines = source.lines().count();
        Ok(Self { name, title, folder, lines, fastest: Duration::MAX })
    }

    /// Times one check of the crate, after its source was touched.
    fn check(&mut self) -> Result<(), Box<dyn Error>> {
        let source = self.folder.join("src/lib.rs");
        fs::write(&source, fs::read(&source)?)?;
        let start = Instant::now();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet"])
            .current_dir(&self.folder)
            .env("CARGO_INCREMENTAL", "0")
            .output()?;
        let took = start.elapsed();
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} does not compile:\n{errors}", self.name).into());
        }
        self.fastest = self.fastest.min(took);
        Ok(())
    }

    /// Returns the time of a check, without the time that an empty crate takes.
    fn net_seconds(&self, empty: &Self) -> f64 {
        self.fastest.saturating_sub(empty.fastest).as_secs_f64()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime");
    let derived = format!("tallymark = {{ path = \"{}\" }}\n", runtime.display());
    let by_hand = "prometheus = { version = \"0.14\", default-features = false }\n";
    let mut empty = GeneratedCrate::write("empty", "nothing", &derived, "//! Nothing.\n")?;
    let mut derived =
        GeneratedCrate::write("derived", "`derive(Metrics)`", &derived, &source::derived())?;
    let mut by_hand = GeneratedCrate::write("by-hand", "by hand", by_hand, &source::by_hand())?;
    for round in 0..=ROUNDS {
        for each in [&mut empty, &mut derived, &mut by_hand] {
            each.check()?;
            if round == 0 {
                // The first round also built the dependencies.
                each.fastest = Duration::MAX;
            }
        }
    }
    let table = table(&empty, &[&derived, &by_hand]);
    print!("{table}");
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md"), table)?;
    Ok(())
}

/// Writes the text of `RESULTS.md`.
fn table(empty: &GeneratedCrate, crates: &[&GeneratedCrate; 2]) -> String {
    let mut table = format!(
        "# Compile time of {} metrics\n\n\
         Written by `cargo run --release` in this folder. Each crate has {GROUPS} groups of {METRICS} metrics: half are\n\
         counters with two labels, a tenth counters without labels, a fifth gauges, a fifth histograms.\n\n\
         The time is that of `cargo check` without the dependencies, the fastest of {ROUNDS} rounds. An empty\n\
         crate takes {:.2} s, which the milliseconds per metric leave out.\n\n\
         | | lines | seconds | ms per metric |\n|---|---|---|---|\n",
        GROUPS * METRICS,
        empty.fastest.as_secs_f64(),
    );
    #[expect(clippy::cast_precision_loss, reason = "a few hundred metrics")]
    let metrics = (GROUPS * METRICS) as f64;
    for each in crates {
        let (seconds, ms) = (each.fastest.as_secs_f64(), each.net_seconds(empty) * 1e3 / metrics);
        table = format!("{table}| {} | {} | {seconds:.2} | {ms:.2} |\n", each.title, each.lines);
    }
    let ratio = crates[0].net_seconds(empty) / crates[1].net_seconds(empty);
    format!(
        "{table}\nWithout the time of the empty crate, the derived metrics take **{ratio:.1} times** as long as the\n\
         hand-written ones.\n"
    )
}

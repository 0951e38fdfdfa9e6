//! Time of `cargo check` of a crate of 500 metrics, derived and written by hand on `prometheus`.
//!
//! `cargo run --release` writes the crates and the table, `RESULTS.md`. The dependencies are built
//! before; what is timed is the crate alone, as after each change of it. The fastest of several
//! rounds, since whatever else runs only adds, and the two in turn, so that it adds to both.

mod source;

use source::{GROUPS, METRICS};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

const ROUNDS: usize = 7;

struct Crate {
    name: &'static str,
    about: &'static str,
    folder: PathBuf,
    lines: usize,
    fastest: Duration,
}

impl Crate {
    fn write(
        name: &'static str,
        about: &'static str,
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
        Ok(Self { name, about, folder, lines, fastest: Duration::MAX })
    }

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
}

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime");
    let derived = format!("tallymark = {{ path = \"{}\" }}\n", runtime.display());
    let by_hand = "prometheus = { version = \"0.14\", default-features = false }\n";
    let mut empty = Crate::write("empty", "nothing", &derived, "//! Nothing.\n")?;
    let mut derived = Crate::write("derived", "`derive(Metrics)`", &derived, &source::derived())?;
    let mut by_hand = Crate::write("by-hand", "by hand", by_hand, &source::by_hand())?;
    for round in 0..=ROUNDS {
        for each in [&mut empty, &mut derived, &mut by_hand] {
            each.check()?;
            if round == 0 {
                // The dependencies were built too.
                each.fastest = Duration::MAX;
            }
        }
    }
    let table = table(&empty, &[&derived, &by_hand]);
    print!("{table}");
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md"), table)?;
    Ok(())
}

fn table(empty: &Crate, crates: &[&Crate; 2]) -> String {
    let mut table = format!(
        "# What {} metrics cost to compile\n\n\
         {GROUPS} groups of {METRICS}: half counters with two labels, a tenth counters without, a fifth\n\
         gauges, a fifth histograms. Made by `cargo run --release`: `cargo check` of the crate alone, the\n\
         fastest of {ROUNDS}; an empty crate takes {:.2} s.\n\n\
         | | lines | seconds | ms a metric |\n|---|---|---|---|\n",
        GROUPS * METRICS,
        empty.fastest.as_secs_f64(),
    );
    let beside = |each: &Crate| each.fastest.saturating_sub(empty.fastest).as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let metrics = (GROUPS * METRICS) as f64;
    for each in crates {
        let (seconds, ms) = (each.fastest.as_secs_f64(), beside(each) * 1e3 / metrics);
        table = format!("{table}| {} | {} | {seconds:.2} | {ms:.2} |\n", each.about, each.lines);
    }
    let ratio = beside(crates[0]) / beside(crates[1]);
    format!(
        "{table}\nBeside the empty crate, derived takes **{ratio:.1} times** as long as by hand.\n"
    )
}

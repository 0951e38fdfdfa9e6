//! Measures the CPU time of `rustc` for crates that declare the same metrics with different libraries.
//! Run it with `-- --help` for its arguments.

mod arguments;
mod expanded;
mod measure;
mod report;
mod rustc;
mod source;

use arguments::Arguments;
use std::error::Error;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if let Some(result) = rustc::stand_in() {
        return result;
    }
    match Arguments::parse(env::args().skip(1))? {
        Arguments::Help => print!("{}", arguments::USAGE),
        Arguments::Full { rounds } => {
            let results = report::results(rounds)?;
            fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md"), results)?;
        }
        Arguments::Times(comparison) => print!("{}", report::times(&comparison)?),
        Arguments::Sizes { libraries, declarations } => {
            print!("{}", report::sizes(&libraries, &declarations)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

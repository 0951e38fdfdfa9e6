//! Runs Cargo on one crate and returns the CPU time of its `rustc`.
//!
//! Cargo calls this program in place of `rustc` for the crate, and calls `rustc` itself for its
//! dependencies. The program starts `rustc`, waits for it and writes the user and system time of this
//! one child to a file. The time of Cargo, and of the dependencies, is in no figure.

use nix::sys::resource::{UsageWho, getrusage};
use std::error::Error;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;
use std::{env, io};

/// The file for the CPU time of `rustc`, in microseconds.
const CPU_FILE: &str = "COMPILE_CPU_FILE";
/// The crate to measure.
const CRATE: &str = "COMPILE_CRATE";
/// A further argument of `rustc`.
const ARGUMENT: &str = "COMPILE_ARGUMENT";
/// The file for the output of `rustc`.
const OUTPUT: &str = "COMPILE_OUTPUT";

/// A call of Cargo.
pub(crate) struct Build {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) command: &'static [&'static str],
    pub(crate) is_incremental: bool,
    /// An unstable argument for the `rustc` of the crate alone.
    pub(crate) argument: &'static str,
}

impl Build {
    /// Runs Cargo. Returns the CPU time of `rustc` for the crate.
    pub(crate) fn run(&self) -> Result<Duration, Box<dyn Error>> {
        let cpu_file = self.folder.join("cpu-microseconds");
        if cpu_file.exists() {
            fs::remove_file(&cpu_file)?;
        }
        let output = Command::new(env!("CARGO"))
            .args(self.command)
            .arg("--quiet")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", if self.is_incremental { "1" } else { "0" })
            .env("RUSTC_WORKSPACE_WRAPPER", env::current_exe()?)
            .env(CPU_FILE, &cpu_file)
            .env(CRATE, &self.name)
            .env(ARGUMENT, self.argument)
            .env(OUTPUT, self.output())
            .output()?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} does not compile:\n{errors}", self.name).into());
        }
        let microseconds = fs::read_to_string(&cpu_file)
            .map_err(|error| format!("Cargo did not compile {} again: {error}", self.name))?;
        Ok(Duration::from_micros(microseconds.parse()?))
    }

    /// Returns the file with the output of `rustc`.
    pub(crate) fn output(&self) -> PathBuf {
        self.folder.join("output")
    }
}

/// Returns the exit code if Cargo called this program in place of `rustc`.
pub(crate) fn stand_in() -> Option<Result<ExitCode, Box<dyn Error>>> {
    let cpu_file = env::var_os(CPU_FILE)?;
    Some(measure(Path::new(&cpu_file)))
}

fn measure(cpu_file: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next().ok_or("Cargo names a compiler")?);
    let arguments: Vec<OsString> = arguments.collect();
    let is_measured = is_of_crate(&arguments);
    rustc.args(arguments).env_remove(CPU_FILE);
    let argument = env::var(ARGUMENT)?;
    if is_measured && !argument.is_empty() {
        let output = env::var_os(OUTPUT).ok_or("a file for the output")?;
        rustc.arg(argument).env("RUSTC_BOOTSTRAP", "1").stdout(Stdio::from(File::create(output)?));
    }
    let status = rustc.status()?;
    if is_measured {
        fs::write(cpu_file, children_time()?.as_micros().to_string())?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Returns whether the arguments of `rustc` compile the crate. Cargo also asks for the version and for
/// the names of files.
fn is_of_crate(arguments: &[OsString]) -> bool {
    let name = env::var_os(CRATE);
    let mut pairs = arguments.iter().zip(arguments.iter().skip(1));
    pairs.any(|(key, value)| key == "--crate-name" && Some(value) == name.as_ref())
}

/// Returns the user and system time of the children that ended.
fn children_time() -> io::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = [usage.user_time(), usage.system_time()]
        .map(|time| time.tv_sec().unsigned_abs() * 1_000_000 + time.tv_usec().unsigned_abs());
    Ok(Duration::from_micros(microseconds.iter().sum()))
}

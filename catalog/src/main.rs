//! The command of the catalog: `cargo run -p tallymark-catalog -- --help`.
//!
//! `cargo run` builds this program with the package's default features. Those are for services and
//! do not include the command, so the program then runs itself again with the feature `command`.

use std::process::ExitCode;

/// Runs the command on the metrics of the execution layer.
#[cfg(feature = "command")]
fn main() -> ExitCode {
    use tallymark_catalog::execution::{ExecutionMetrics, alerts, dashboard};
    use tallymark_tools::command::Cli;

    let cli = Cli::new("Metrics of the execution layer", ExecutionMetrics::DESC)
        .dashboard(dashboard::execution_performance())
        .lock("catalog/catalog.lock.json");
    match alerts::execution() {
        Ok(rules) => cli.rules(rules).main(),
        Err(error) => {
            eprintln!("error: the rules of the execution layer: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs this program again with the feature `command`. Exits with the exit code of that run, or
/// with 2 if that run has no exit code.
#[cfg(not(feature = "command"))]
fn main() -> ExitCode {
    use std::env;
    use std::process::Command;

    // `cargo run` sets both variables for the program it starts.
    let (Some(cargo), Some(package)) = (env::var_os("CARGO"), env::var_os("CARGO_MANIFEST_DIR"))
    else {
        eprintln!(
            "error: this program was built without the feature `command`; install it with \
             `cargo install tallymark-catalog --features command`"
        );
        return ExitCode::from(2);
    };
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--features", "command", "--manifest-path"])
        .arg(std::path::Path::new(&package).join("Cargo.toml"))
        .arg("--")
        .args(env::args_os().skip(1))
        .status();
    match status {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            ExitCode::from(code.unwrap_or(2))
        }
        Err(error) => {
            eprintln!("error: cannot start cargo: {error}");
            ExitCode::from(2)
        }
    }
}

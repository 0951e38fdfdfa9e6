//! The command of the catalog: `cargo run -p tallymark-catalog -- --help`.

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
            eprintln!("error: the rules: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs this program again with the feature `command`. Cargo builds a program with the package's
/// default features, and those are what a service wants: without the command.
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
    let manifest = std::path::Path::new(&package).join("Cargo.toml");
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--features", "command", "--manifest-path"])
        .arg(manifest)
        .arg("--")
        .args(env::args_os().skip(1))
        .status();
    match status {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::from(2), ExitCode::from),
        Err(error) => {
            eprintln!("error: cargo does not start: {error}");
            ExitCode::from(2)
        }
    }
}

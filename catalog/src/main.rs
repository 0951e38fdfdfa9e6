//! The command of the execution layer's metrics: `cargo run -p tallymark-catalog -- --help`.

use std::process::ExitCode;
use tallymark::cli::Cli;
use tallymark_catalog::{ExecutionMetrics, alerts, dashboard};

fn main() -> ExitCode {
    let cli = Cli::new("Metrics of the execution layer", ExecutionMetrics::DESC)
        .dashboard(dashboard::execution_performance())
        .lock("catalog/catalog.lock.json");
    match alerts::execution() {
        Ok(rules) => cli.rules(rules).main(),
        Err(error) => {
            eprintln!("the rules: {error}");
            ExitCode::from(2)
        }
    }
}

//! A small execution layer that records what it does through the catalog and serves `/metrics`.
//!
//! A producer submits tasks to a bounded queue, two workers take them by priority: they validate
//! the task's manifest and its WASM module, run it under limits of fuel, memory and time, settle
//! its cost, and keep a receipt that an executor and a witness signed. A registrar forms and
//! dissolves guilds meanwhile. What is recorded is what happened; what goes wrong is made to go
//! wrong (see [`line`] and `modules/`), and found out as it would be in earnest.

#![forbid(unsafe_code)]

mod cost;
mod digest;
mod fault;
mod guild;
mod identity;
mod line;
mod manifest;
mod meter;
mod node;
mod producer;
mod program;
mod queue;
mod receipt;
mod sandbox;
mod server;
mod store;
mod tally;
mod worker;

use clap::Parser;
use node::{Node, NodeError};
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;
use tallymark_catalog::execution::ExecutionMetrics;

/// What this process records; `/metrics` shows it.
static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();

/// Runs a small execution layer and serves its metrics on 127.0.0.1.
///
/// The first line on stdout is the URL of the metrics. When the time is over, or at Ctrl-C, the
/// node takes no more tasks, finishes those it has, and prints what it did, as it counted it
/// itself, on the last line.
#[derive(Debug, Parser)]
#[command(name = "node")]
struct Args {
    /// Port to serve /metrics on; 0 takes a free one
    #[arg(long, default_value_t = 9464)]
    port: u16,

    /// Stop after so many seconds; without it, run until Ctrl-C
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,

    /// Serve /metrics for so many seconds after the totals are printed; Ctrl-C ends it
    #[arg(long, value_name = "N", default_value_t = 2)]
    drain_seconds: u64,

    /// Seed of the keys and of the mix of tasks and guilds
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Whether a wait came to its end.
#[derive(PartialEq)]
enum Waited {
    Elapsed,
    Interrupted,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("node: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), NodeError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(NodeError::Runtime)?
        .block_on(serve(args))
}

/// The node's life: listen, work, stop, report, drain.
async fn serve(args: &Args) -> Result<(), NodeError> {
    let listener = server::listen(args.port).await?;
    let mut page = tallymark::Exposition::new();
    page.add(&EXECUTION)?;
    let address = listener.local_addr().map_err(NodeError::Runtime)?;
    print_line(&format!("http://{address}/metrics"))?;
    tokio::spawn(server::serve(listener, page));

    let node = Node::start(args.seed)?;
    let waited = wait(args.seconds.map(Duration::from_secs)).await?;
    // Finishing waits for threads; the page is served meanwhile.
    let tally =
        tokio::task::spawn_blocking(|| node.finish()).await.map_err(|_| NodeError::Panicked)??;
    print_line(&format!("totals: {tally}"))?;
    if waited == Waited::Elapsed {
        wait(Some(Duration::from_secs(args.drain_seconds))).await?;
    }
    Ok(())
}

/// Waits for Ctrl-C, or until the time is over.
async fn wait(time: Option<Duration>) -> Result<Waited, NodeError> {
    let interrupt = tokio::signal::ctrl_c();
    let interrupted = match time {
        Some(time) => tokio::time::timeout(time, interrupt).await,
        None => Ok(interrupt.await),
    };
    match interrupted {
        Ok(signal) => signal.map(|()| Waited::Interrupted).map_err(NodeError::Runtime),
        Err(_) => Ok(Waited::Elapsed),
    }
}

/// Prints a line at once, also into a pipe; a reader that has gone away is an error, not a panic.
fn print_line(line: &str) -> Result<(), NodeError> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(NodeError::Stdout)
}

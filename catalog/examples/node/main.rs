//! The example node: a small execution layer that records its work with the catalog and serves
//! `/metrics`.
//!
//! - A producer submits tasks to a bounded queue, and two workers take them by priority.
//! - A worker validates the task's manifest and its WASM module. It runs the module under limits of
//!   fuel, memory and time, and records the cost. The receipt is signed by an executor and a
//!   witness.
//! - A registrar forms and dissolves guilds.
//!
//! Every recorded event really happens. Failures are caused on purpose, by [`faulty_link`] and by the
//! bad programs in `modules/`; the node detects them with the checks that a real node needs.

#![forbid(unsafe_code)]

mod cost;
mod digest;
mod expected_totals;
mod failure;
mod faulty_link;
mod guild_registrar;
mod http_server;
mod key_pair;
mod manifest;
mod metrics;
mod node;
mod node_error;
mod producer;
mod program_library;
mod receipt;
mod resource_meter;
mod storage;
mod task_queue;
mod ticker;
mod wasm_sandbox;
mod worker;

use clap::Parser;
use metrics::EXECUTION;
use node::Node;
use node_error::NodeError;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

/// Runs a small execution layer and serves its metrics on 127.0.0.1.
///
/// The first line on stdout is the URL of the metrics. After the given time, or at Ctrl-C, the node
/// accepts no more tasks and finishes the queued ones. The last line on stdout is the totals of its
/// work, which the node counts without the metrics.
#[derive(Debug, Parser)]
#[command(name = "node")]
struct Args {
    /// Port to serve /metrics on; 0 selects a free port
    #[arg(long, default_value_t = 9464)]
    port: u16,

    /// Stop after N seconds; without this option, run until Ctrl-C
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,

    /// Serve /metrics for N more seconds after the totals; Ctrl-C ends this early
    #[arg(long, value_name = "N", default_value_t = 2)]
    drain_seconds: u64,

    /// Seed for the random tasks, guilds and keys
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// The reason why a wait ended.
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

/// Runs the node from start to end: listen, work, stop, print the totals, drain.
async fn serve(args: &Args) -> Result<(), NodeError> {
    let listener = http_server::listen(args.port).await?;
    let mut exposition = tallymark::Exposition::new();
    exposition.add(&EXECUTION)?;
    let address = listener.local_addr().map_err(NodeError::Runtime)?;
    print_line(&format!("http://{address}/metrics"))?;
    tokio::spawn(http_server::serve(listener, exposition));

    let node = Node::start(args.seed)?;
    let waited = wait(args.seconds.map(Duration::from_secs)).await?;
    // `finish` blocks until the threads end; the server must keep running meanwhile.
    let totals =
        tokio::task::spawn_blocking(|| node.finish()).await.map_err(|_| NodeError::Panicked)??;
    print_line(&format!("totals: {totals}"))?;
    if waited == Waited::Elapsed {
        wait(Some(Duration::from_secs(args.drain_seconds))).await?;
    }
    Ok(())
}

/// Waits for Ctrl-C, but at most for the given time.
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

/// Prints a line and flushes it, so that a pipe gets it at once. A fixed pipe is an error instead of
/// a panic, which `println!` would raise.
fn print_line(line: &str) -> Result<(), NodeError> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(NodeError::Stdout)
}

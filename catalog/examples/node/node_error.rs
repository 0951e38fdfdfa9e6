//! Errors that end the whole process.

use std::net::SocketAddr;

/// An error that the node cannot survive. A task or guild that fails is a
/// [`Failure`](crate::failure::Failure) instead, and the node goes on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NodeError {
    #[error("cannot listen on {address}: {source}; choose another --port, or 0 for a free port")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("cannot register the metrics: {0}")]
    Register(#[from] tallymark::RegisterError),
    #[error("module `{name}` is not valid WebAssembly text: {source}")]
    Module { name: &'static str, source: wat::Error },
    #[error("cannot set up the WebAssembly engine: {0}")]
    Engine(wasmi::Error),
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
    #[error("a thread panicked")]
    Panicked,
    #[error("cannot write to stdout: {0}")]
    Stdout(std::io::Error),
    #[error("cannot run the server: {0}")]
    Runtime(std::io::Error),
}

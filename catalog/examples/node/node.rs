//! The node: its threads, from the first to the last.

use crate::guild::Registrar;
use crate::producer::Producer;
use crate::program::Library;
use crate::queue::Queue;
use crate::store::Store;
use crate::tally::Tally;
use crate::worker::Worker;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const WORKERS: u64 = 2;

/// What keeps the node from running at all. What goes wrong with a task is a
/// [`Fault`](crate::fault::Fault).
#[derive(Debug, thiserror::Error)]
pub(crate) enum NodeError {
    #[error("cannot listen on {address}: {source}; choose another --port, or 0 for a free one")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the metrics do not fit on one page: {0}")]
    Page(#[from] tallymark::RegisterError),
    #[error("module `{name}` is no WebAssembly text: {source}")]
    Module { name: &'static str, source: wat::Error },
    #[error("the WASM engine cannot be set up: {0}")]
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

/// Ticks until the node stops: nothing is ever sent, and the other end goes away.
pub(crate) struct Clock(Receiver<Infallible>);

impl Clock {
    /// Waits for the next tick; `false` if there is none.
    pub(crate) fn tick(&self, time: Duration) -> bool {
        self.0.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout)
    }
}

/// A running execution layer.
pub(crate) struct Node {
    queue: Arc<Queue>,
    /// Keeps the clocks of `sources` ticking.
    clocks: Vec<Sender<Infallible>>,
    sources: Vec<JoinHandle<Tally>>,
    workers: Vec<JoinHandle<Tally>>,
    /// What was done before there were threads.
    tally: Tally,
}

impl Node {
    /// Publishes the modules and starts the threads.
    pub(crate) fn start(seed: u64) -> Result<Self, NodeError> {
        let mut seeds = fastrand::Rng::with_seed(seed);
        let store = Arc::new(Store::new());
        let mut node = Self {
            queue: Arc::new(Queue::new()),
            clocks: Vec::new(),
            sources: Vec::new(),
            workers: Vec::new(),
            tally: Tally::default(),
        };
        let library = Library::publish(&store, &mut node.tally)?;
        for number in 0..WORKERS {
            let worker = Worker::new(&node.queue, &store, seeds.fork())?;
            let thread = spawn(format!("worker-{number}"), move || worker.run())?;
            node.workers.push(thread);
        }
        let producer = Producer::new(&node.queue, &store, library, seeds.fork());
        node.start_source("producer", |clock| producer.run(&clock))?;
        let registrar = Registrar::new(&store, seeds.fork());
        node.start_source("registrar", |clock| registrar.run(&clock))?;
        Ok(node)
    }

    /// Stops what makes work, lets the workers finish what is queued, and adds up what all did.
    pub(crate) fn finish(mut self) -> Result<Tally, NodeError> {
        self.clocks.clear();
        for source in self.sources {
            self.tally += join(source)?;
        }
        self.queue.close();
        for worker in self.workers {
            self.tally += join(worker)?;
        }
        Ok(self.tally)
    }

    fn start_source(
        &mut self,
        name: &str,
        run: impl FnOnce(Clock) -> Tally + Send + 'static,
    ) -> Result<(), NodeError> {
        let (keep, clock) = mpsc::channel();
        let thread = spawn(name.to_owned(), move || run(Clock(clock)))?;
        self.clocks.push(keep);
        self.sources.push(thread);
        Ok(())
    }
}

fn spawn(
    name: String,
    run: impl FnOnce() -> Tally + Send + 'static,
) -> Result<JoinHandle<Tally>, NodeError> {
    thread::Builder::new().name(name).spawn(run).map_err(NodeError::Thread)
}

fn join(thread: JoinHandle<Tally>) -> Result<Tally, NodeError> {
    thread.join().map_err(|_| NodeError::Panicked)
}

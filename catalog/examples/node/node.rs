//! The node: starts the threads, stops them, and adds up their totals.

use crate::expected_totals::ExpectedTotals;
use crate::guild_registrar::GuildRegistrar;
use crate::node_error::NodeError;
use crate::producer::Producer;
use crate::program_library::ProgramLibrary;
use crate::storage::Storage;
use crate::task_queue::TaskQueue;
use crate::ticker::{Ticker, TickerHandle};
use crate::worker::Worker;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

const WORKERS: u64 = 2;

/// A running execution layer.
pub(crate) struct Node {
    queue: Arc<TaskQueue>,
    /// Keep the tickers of `sources` ticking.
    tickers: Vec<TickerHandle>,
    /// Threads that make work: the producer and the registrar.
    sources: Vec<JoinHandle<ExpectedTotals>>,
    workers: Vec<JoinHandle<ExpectedTotals>>,
    /// Totals of the work done before the threads started.
    totals: ExpectedTotals,
}

impl Node {
    /// Publishes the programs and starts the threads.
    pub(crate) fn start(seed: u64) -> Result<Self, NodeError> {
        let mut seeds = fastrand::Rng::with_seed(seed);
        let storage = Arc::new(Storage::new());
        let mut node = Self {
            queue: Arc::new(TaskQueue::new()),
            tickers: Vec::new(),
            sources: Vec::new(),
            workers: Vec::new(),
            totals: ExpectedTotals::default(),
        };
        let library = ProgramLibrary::publish(&storage, &mut node.totals)?;
        for number in 0..WORKERS {
            let worker = Worker::new(&node.queue, &storage, seeds.fork())?;
            let thread = spawn(format!("worker-{number}"), move || worker.run())?;
            node.workers.push(thread);
        }
        let producer = Producer::new(&node.queue, &storage, library, seeds.fork());
        node.start_source("producer", |ticker| producer.run(&ticker))?;
        let registrar = GuildRegistrar::new(&storage, seeds.fork());
        node.start_source("registrar", |ticker| registrar.run(&ticker))?;
        Ok(node)
    }

    /// Stops the sources, lets the workers finish the queued tasks, and adds up all totals.
    pub(crate) fn finish(mut self) -> Result<ExpectedTotals, NodeError> {
        self.tickers.clear();
        for source in self.sources {
            self.totals += join(source)?;
        }
        self.queue.close();
        for worker in self.workers {
            self.totals += join(worker)?;
        }
        Ok(self.totals)
    }

    fn start_source(
        &mut self,
        name: &str,
        run: impl FnOnce(Ticker) -> ExpectedTotals + Send + 'static,
    ) -> Result<(), NodeError> {
        let (ticker, handle) = Ticker::new();
        let thread = spawn(name.to_owned(), move || run(ticker))?;
        self.tickers.push(handle);
        self.sources.push(thread);
        Ok(())
    }
}

fn spawn(
    name: String,
    run: impl FnOnce() -> ExpectedTotals + Send + 'static,
) -> Result<JoinHandle<ExpectedTotals>, NodeError> {
    thread::Builder::new().name(name).spawn(run).map_err(NodeError::Thread)
}

fn join(thread: JoinHandle<ExpectedTotals>) -> Result<ExpectedTotals, NodeError> {
    thread.join().map_err(|_| NodeError::Panicked)
}

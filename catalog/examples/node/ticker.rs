//! A ticker: paces a thread until the node stops it.

use std::convert::Infallible;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// Ticks until its [`TickerHandle`] is dropped.
pub(crate) struct Ticker(Receiver<Infallible>);

/// Stops its [`Ticker`] when dropped. Nothing is ever sent over the channel; the receiver notices
/// that the sender is gone.
pub(crate) struct TickerHandle {
    _sender: Sender<Infallible>,
}

impl Ticker {
    pub(crate) fn new() -> (Self, TickerHandle) {
        let (sender, receiver) = mpsc::channel();
        (Self(receiver), TickerHandle { _sender: sender })
    }

    /// Waits for the next tick. Returns `false` as soon as the ticker is stopped.
    pub(crate) fn wait(&self, interval: Duration) -> bool {
        self.0.recv_timeout(interval) == Err(RecvTimeoutError::Timeout)
    }
}

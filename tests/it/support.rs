//! Helpers that several suites use. Suites import from here, never from each other.

pub(crate) mod child;
pub(crate) mod execution;
pub(crate) mod golden;
pub(crate) mod http;
pub(crate) mod load;
pub(crate) mod module_graph;
pub(crate) mod node;
pub(crate) mod programs;
pub(crate) mod promtool;
pub(crate) mod queries;
pub(crate) mod scrape;
pub(crate) mod server;
pub(crate) mod source;
pub(crate) mod watch;

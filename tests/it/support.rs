//! Helpers that several suites use. Suites import from here, never from each other.

pub(crate) mod child;
pub(crate) mod cpu_time;
pub(crate) mod execution;
#[cfg(target_os = "linux")]
pub(crate) mod forked;
pub(crate) mod golden;
pub(crate) mod http;
pub(crate) mod label_id;
pub(crate) mod load;
pub(crate) mod module_graph;
pub(crate) mod money;
pub(crate) mod node;
pub(crate) mod page_server;
pub(crate) mod programs;
pub(crate) mod promtool;
pub(crate) mod queries;
pub(crate) mod random;
pub(crate) mod scrape;
pub(crate) mod server;
pub(crate) mod source;
pub(crate) mod watch;
pub(crate) mod written_crate;

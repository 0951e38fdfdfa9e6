//! Reads a [`tallymark`] declaration: writes references, dashboards and rules from it, and checks
//! queries, pages and changes against it.
//!
//! Everything starts from a [`GroupDesc`](tallymark::desc::GroupDesc), the constant that
//! `derive(Metrics)` writes. No function needs a running process, a registry or a scrape. Output
//! has no dates, so the same declaration gives the same bytes, which can be committed and compared.
//!
//! | module | for | feature |
//! |---|---|---|
//! | [`reference`] | people: a Markdown page of all metrics | |
//! | [`json`] | programs: the catalog in JSON, with a published schema | |
//! | [`weaver`] | OpenTelemetry Weaver: a registry of semantic conventions | |
//! | [`grafana`] | dashboards | |
//! | [`rules`] | recording rules and alerts, with test cases for `promtool` | |
//! | [`lock`] | release managers: the file of what users rely on, and what a change breaks | |
//! | [`live_check`] | operators: a served `/metrics` page compared with the declaration | |
//! | `lint` | authors of queries: PromQL checked against the declaration | `lint` |
//! | `command` | all of it as a command line | `command` |

#![forbid(unsafe_code)]

#[cfg(feature = "command")]
pub mod command;
pub mod grafana;
pub mod json;
#[cfg(feature = "lint")]
pub mod lint;
pub mod live_check;
pub mod lock;
pub mod reference;
pub mod rules;
pub mod weaver;

mod json_text;
mod kind;
mod promql;
mod section;
mod yaml_text;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! Integration tests over all of tallymark. They import it as `measures`, as a user may.

#![allow(clippy::float_cmp, reason = "the compared values are exact")]

mod allocations;
mod allocator;
mod bounded_labels;
mod catalog_json;
mod compile_limits;
mod compiled_crates;
mod concurrency;
mod constant_labels;
mod declaration_forms;
mod dropped_groups;
mod encoding;
mod end_to_end;
mod execution;
mod execution_dashboard;
mod execution_rules;
mod float_totals;
mod folding;
mod grafana;
mod hygiene;
mod imports;
mod label_identity;
mod labels;
mod lint;
mod lint_files;
mod live_check;
mod lock;
mod metric_size;
mod node;
mod number_ranges;
mod number_types;
mod queries_in_use;
mod readme;
mod recording;
mod reference;
mod registration;
mod registration_audit;
mod registration_limits;
mod removed_memory;
mod removed_series;
mod rename_rules;
mod renames;
mod rules;
mod support;
#[cfg(target_os = "linux")]
mod table_growth;
mod target_labels;
mod thread_death;
mod thread_handover;
mod threads;
mod torn_reads;
mod vocabulary;
mod weaver;

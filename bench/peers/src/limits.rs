//! Costs that must not grow with the number of metrics, threads or series.
//!
//! `cargo run --release -- limits` runs each part in a process of its own and prints a table.

mod churn;
mod execution;
mod first_touch;
mod footprint;
mod growth;
mod record_cost;
mod scrape_cost;

use std::process::Command;

/// A part of the table: its name, and a function that measures its rows.
type Part = (&'static str, fn() -> Vec<Row>);

const PARTS: [Part; 8] = [
    ("record", record_cost::rows),
    ("record-after-drops", record_cost::rows_after_drops),
    ("instructions", record_cost::instruction_rows),
    ("scrape", scrape_cost::rows),
    ("first-touch", first_touch::rows),
    ("growth", growth::rows),
    ("memory", footprint::rows),
    ("churn", churn::rows),
];

/// A row of the table. A row without a limit is a baseline.
#[derive(Debug)]
pub struct Row {
    what: String,
    figure: f64,
    unit: &'static str,
    limit: Option<f64>,
}

impl Row {
    /// Creates a baseline.
    fn new(what: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        Self { what: what.into(), figure, unit, limit: None }
    }

    /// Sets the largest figure that meets the goal.
    fn at_most(self, limit: f64) -> Self {
        Self { limit: Some(limit), ..self }
    }

    fn print(&self) {
        let Self { what, figure, unit, limit } = self;
        let goal = limit.map_or_else(String::new, |limit| {
            let is_met = if *figure <= limit { "met" } else { "not met" };
            format!("at most {limit}: {is_met}")
        });
        println!("| {what} | {figure:.2} {unit} | {goal} |");
    }
}

/// Runs one loop, to count instructions.
pub fn repeat(kind: &str, index: usize, times: u64) {
    match kind {
        "scrape" => scrape_cost::repeat(index, times),
        _ => record_cost::repeat(kind, index, times),
    }
}

/// Prints the rows of one part.
pub fn print_part(name: &str) {
    let part = PARTS.iter().find(|(part, _)| *part == name);
    let (_, rows) = part.expect("a part: see `PARTS`");
    rows().iter().for_each(Row::print);
}

/// Prints the rows of all parts, each from its own process.
pub fn print_all() {
    println!("| | figure | goal |\n|---|---|---|");
    let program = std::env::current_exe().expect("this program has a path");
    for (name, _) in PARTS {
        let status = Command::new(&program).args(["limits", name]).status();
        assert!(status.expect("this program can be started").success(), "{name} failed");
    }
}

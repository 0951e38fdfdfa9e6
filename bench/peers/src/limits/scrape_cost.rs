//! The cost of a scrape, by the number of threads that are alive or have ended.

use super::Row;
use super::execution::record_everything;
use crate::memory::measure_while_alive;
use crate::timing::fastest;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tallymark::Exposition;
use tallymark_catalog::execution::ExecutionMetrics;

static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();

/// Time of one measurement.
const LENGTH: Duration = Duration::from_millis(700);

/// Returns the microseconds of the fastest scrape.
fn microseconds(page: &Exposition) -> f64 {
    let start = Instant::now();
    let mut rounds = Vec::new();
    while start.elapsed() < LENGTH || rounds.len() < 20 {
        rounds.push(one_scrape(page));
    }
    fastest(rounds)
}

fn one_scrape(page: &Exposition) -> f64 {
    let start = Instant::now();
    black_box(page.text());
    start.elapsed().as_secs_f64() * 1e6
}

pub fn rows() -> Vec<Row> {
    record_everything(&EXECUTION);
    let mut page = Exposition::new();
    let added = page.add(&EXECUTION);
    added.expect("the names are valid");
    let before = microseconds(&page);
    let mut rows = vec![Row::new("scrape of the execution layer, 1 thread alive", before, "us")];
    for threads in [64, 256, 1_024] {
        let alive =
            measure_while_alive(threads, || record_everything(&EXECUTION), || microseconds(&page));
        let what = format!("with {threads} threads alive: {alive:.1} us, relative to 1");
        let row = Row::new(what, alive / before, "times");
        rows.push(if threads > 256 { row } else { row.at_most(2.2) });
        let first = one_scrape(&page);
        let what = format!("the first scrape after {threads} threads ended together");
        rows.push(Row::new(what, first, "us"));
    }
    let after = microseconds(&page);
    let what = format!("after 1,024 threads ended: {after:.1} us, relative to before");
    rows.push(Row::new(what, after / before, "times").at_most(1.2));
    rows
}

/// Scrapes while `threads` threads are alive, to count instructions.
pub fn repeat(threads: usize, times: u64) {
    let mut page = Exposition::new();
    page.add(&EXECUTION).expect("the names are valid");
    let scrape = || (0..times).for_each(|_| drop(black_box(page.text())));
    measure_while_alive(threads, || record_everything(&EXECUTION), scrape);
}

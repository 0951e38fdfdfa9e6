//! The tables.

use crate::extras::Case;
use crate::harness::{cores, fastest};
use crate::{Entrant, OPERATIONS, count, memory};
use std::fmt::Write;

const ROUNDS: usize = 15;
const THREADS: [usize; 3] = [1, 2, 8];

/// Below this, a difference of two figures says nothing.
const LEAST: f64 = 0.25;

/// The fastest for each entrant, operation and number of threads.
type Times = Vec<[[f64; 3]; 3]>;

/// Measures, prints and writes `RESULTS.md`.
pub fn write(entrants: &[Entrant], cases: &[Case]) {
    // Before there are other threads, and before other libraries keep anything.
    let kept = memory::measure();
    let allocations = memory::allocations();
    let times = measure(entrants);
    let mut page = head();
    nanoseconds(&mut page, entrants, &times);
    ratios(&mut page, entrants, &times);
    instructions(&mut page, entrants);
    let extras = others(&mut page, cases);
    memory_table(&mut page, &kept, allocations);
    goals(&mut page, entrants, &times, &extras, allocations);
    print!("{page}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");
    std::fs::write(path, page).expect("RESULTS.md can be written");
}

/// Rounds go over all entrants in turn, so that what disturbs the machine disturbs each alike.
fn measure(entrants: &[Entrant]) -> Times {
    let mut rounds = vec![<[[Vec<f64>; 3]; 3]>::default(); entrants.len()];
    for round in 0..ROUNDS {
        eprintln!("round {} of {ROUNDS}", round + 1);
        for (entrant, rounds) in entrants.iter().zip(&mut rounds) {
            for (operation, rounds) in OPERATIONS.iter().zip(rounds) {
                for (threads, rounds) in THREADS.iter().zip(rounds) {
                    rounds.push((entrant.time)(operation, *threads));
                }
            }
        }
    }
    rounds.into_iter().map(|operations| operations.map(|threads| threads.map(fastest))).collect()
}

fn head() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown", |(_, model)| model);
    let lock = include_str!("../Cargo.lock");
    let version = |name: &str| {
        let (_, after) =
            lock.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap_or_default();
        format!("{name} {}", after.split('"').next().unwrap_or_default())
    };
    let peers = [
        "prometheus",
        "prometheus-static-metric",
        "vise",
        "measured",
        "fast-telemetry",
        "prometric",
    ];
    let mut versions: Vec<_> = peers.into_iter().map(version).collect();
    // Two versions of it are locked: the last is ours.
    let client = lock.rsplit_once("name = \"prometheus-client\"\nversion = \"");
    let client = client.and_then(|(_, after)| after.split('"').next()).unwrap_or_default();
    versions.insert(2, format!("prometheus-client {client}"));
    format!(
        "# Tallymark and its peers\n\n\
         Written by `cargo run --release` in this folder. {model}, {} cores, shared with others: \
         read the ratios. {}.\n\n\
         The fastest of {ROUNDS} rounds, since what else the machine does only adds. With several threads, all record into the same series, and a \
         figure is the time an operation takes one core.\n",
        cores(),
        versions.join(", ")
    )
}

fn nanoseconds(page: &mut String, entrants: &[Entrant], times: &Times) {
    *page += "\n## Nanoseconds an operation, with 1 / 2 / 8 threads\n\n\
              | | submit | wasm | cost |\n|---|---|---|---|\n";
    for (entrant, operations) in entrants.iter().zip(times) {
        let cells = operations.map(|[one, two, eight]| format!("{one:.1} / {two:.1} / {eight:.1}"));
        let _ = writeln!(page, "| {} | {} |", entrant.name, cells.join(" | "));
    }
}

/// How many times as long a peer takes, without the empty loop.
fn ratio(times: &Times, entrant: usize, operation: usize, threads: usize) -> f64 {
    let net = |entrant: usize| times[entrant][operation][threads] - times[0][operation][threads];
    net(entrant) / net(1).max(LEAST)
}

fn ratios(page: &mut String, entrants: &[Entrant], times: &Times) {
    let _ = write!(
        page,
        "\n## How many times as long as tallymark, with 1 / 2 threads\n\n\
         Without the empty loop; what tallymark takes beyond it counts as {LEAST} ns at least.\n\n\
         | | submit | wasm | cost |\n|---|---|---|---|\n"
    );
    for (index, entrant) in entrants.iter().enumerate().skip(2) {
        let cell = |operation| {
            let [one, two] = [0, 1].map(|threads| ratio(times, index, operation, threads));
            format!("{one:.1} / {two:.1}")
        };
        let _ = writeln!(page, "| {} | {} |", entrant.name, [0, 1, 2].map(cell).join(" | "));
    }
}

fn instructions(page: &mut String, entrants: &[Entrant]) {
    *page += "\n## Instructions an operation, by valgrind\n\nWithout the empty loop.\n\n";
    let all: Option<Vec<[f64; 3]>> = entrants
        .iter()
        .map(|entrant| {
            let [submit, wasm, cost] =
                OPERATIONS.map(|name| count::instructions(entrant.name, name));
            Some([submit?, wasm?, cost?])
        })
        .collect();
    let Some(all) = all else {
        *page += "Not counted: valgrind is not installed.\n";
        return;
    };
    *page += "| | submit | wasm | cost |\n|---|---|---|---|\n";
    for (entrant, counts) in entrants.iter().zip(&all).skip(1) {
        let cell = |operation: usize| format!("{:.0}", counts[operation] - all[0][operation]);
        let _ = writeln!(page, "| {} | {} |", entrant.name, [0, 1, 2].map(cell).join(" | "));
    }
}

fn others(page: &mut String, cases: &[Case]) -> Vec<[f64; 3]> {
    *page += "\n## Open labels, gauges, timers\n\nNanoseconds, the empty loop included. A name is one \
              of 64 that exist, of 11 letters.\n\n\
              | | 1 thread | 2 threads | 8 threads |\n|---|---|---|---|\n";
    let mut rounds = vec![<[Vec<f64>; 3]>::default(); cases.len()];
    for _ in 0..ROUNDS {
        for ((_, time), rounds) in cases.iter().zip(&mut rounds) {
            for (threads, rounds) in THREADS.iter().zip(rounds) {
                rounds.push(time(*threads));
            }
        }
    }
    let times: Vec<_> = rounds.into_iter().map(|threads| threads.map(fastest)).collect();
    for ((name, _), row) in cases.iter().zip(&times) {
        let _ = writeln!(page, "| {name} | {} |", row.map(|time| format!("{time:.1}")).join(" | "));
    }
    times
}

fn memory_table(page: &mut String, kept: &[(String, isize)], allocations: usize) {
    let _ = write!(
        page,
        "\n## Memory\n\nBytes allocated and not freed. Three thousand operations after the first \
         touch made {allocations} allocations.\n\n| | bytes |\n|---|---|\n"
    );
    for (case, bytes) in kept {
        let _ = writeln!(page, "| {case} | {bytes} |");
    }
}

fn goals(
    page: &mut String,
    entrants: &[Entrant],
    times: &Times,
    extras: &[[f64; 3]],
    allocations: usize,
) {
    *page += "\n## What is aimed at\n\n| | | |\n|---|---|---|\n";
    let mut goal = |what: &str, met: bool, figure: String| {
        let met = if met { "met" } else { "not met" };
        let _ = writeln!(page, "| {what} | {figure} | {met} |");
    };
    for (operation, (name, most)) in OPERATIONS.iter().zip([2.0, 15.0, 12.0]).enumerate() {
        let net = times[1][operation][0] - times[0][operation][0];
        let what = format!("{name}: at most {most} ns over the empty loop");
        goal(&what, net <= most, format!("{net:.1} ns"));
    }
    for (operation, name) in OPERATIONS.iter().enumerate() {
        let [one, two, eight] = times[1][operation];
        let most = two.max(eight) / one;
        let what = format!("{name}: with 2 and 8 threads at most 1.2 times as long as with one");
        goal(&what, most <= 1.2, format!("{most:.2}"));
    }
    for (threads, least) in [4.0, 15.0].into_iter().enumerate() {
        for (operation, name) in OPERATIONS.iter().enumerate() {
            // By hand is not a library.
            let all =
                (3..entrants.len()).map(|index| (index, ratio(times, index, operation, threads)));
            let (nearest, ratio) = all.min_by(|a, b| a.1.total_cmp(&b.1)).expect("there are peers");
            let what = format!(
                "{name}, {} thread(s): every peer takes {least} times as long",
                threads + 1
            );
            goal(&what, ratio >= least, format!("{ratio:.1}, {}", entrants[nearest].name));
        }
    }
    let [empty, ours, _, lock] = extras[..4] else { return };
    let net = ours[0] - empty[0];
    goal("an open label that exists: at most 25 ns", net <= 25.0, format!("{net:.1} ns"));
    let faster = lock[1] / ours[1];
    goal("faster than a read lock with 2 threads", faster > 1.0, format!("{faster:.1} times"));
    goal("no allocations", allocations == 0, allocations.to_string());
}

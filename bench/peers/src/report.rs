//! Measures all benchmarks, and writes the tables of `RESULTS.md`.

use crate::single_operations::Case;
use crate::timing::{cores, fastest};
use crate::{OPERATIONS, PeerBenchmark, instructions, memory};
use std::fmt::Write;

const ROUNDS: usize = 15;
const THREADS: [usize; 3] = [1, 2, 8];

/// Smallest difference of two times that is trusted, in nanoseconds. Smaller ones are noise.
const MIN_DIFFERENCE: f64 = 0.25;

/// The indices of two benchmarks.
const EMPTY_LOOP: usize = 0;
const TALLYMARK: usize = 1;

/// The index of the first benchmark of another library. The hand-written atomics before it are not a
/// library.
const FIRST_LIBRARY: usize = 3;

/// The fastest time for each benchmark, operation and number of threads.
type Times = Vec<[[f64; 3]; 3]>;

/// Measures, prints and writes `RESULTS.md`.
pub fn write(benchmarks: &[PeerBenchmark], cases: &[Case]) {
    // Memory first, while no thread and no other library has allocated anything.
    let memory_rows = memory::measure();
    let allocations = memory::allocations();
    let times = measure(benchmarks);
    let mut page = head();
    write_nanoseconds(&mut page, benchmarks, &times);
    write_ratios(&mut page, benchmarks, &times);
    write_instructions(&mut page, benchmarks);
    let case_times = measure_cases(cases);
    write_cases(&mut page, cases, &case_times);
    write_memory(&mut page, &memory_rows, allocations);
    let mut goals = operation_goals(&times);
    goals.extend(library_goals(benchmarks, &times));
    goals.extend(case_goals(&case_times, allocations));
    write_goals(&mut page, &goals);
    print!("{page}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");
    std::fs::write(path, page).expect("RESULTS.md can be written");
}

/// Times all benchmarks. Each round times every benchmark once, so that a busy phase of the machine
/// affects all of them.
fn measure(benchmarks: &[PeerBenchmark]) -> Times {
    let mut rounds = vec![<[[Vec<f64>; 3]; 3]>::default(); benchmarks.len()];
    for round in 0..ROUNDS {
        eprintln!("round {} of {ROUNDS}", round + 1);
        for (benchmark, rounds) in benchmarks.iter().zip(&mut rounds) {
            for (operation, rounds) in OPERATIONS.iter().zip(rounds) {
                for (threads, rounds) in THREADS.iter().zip(rounds) {
                    rounds.push((benchmark.time)(operation, *threads));
                }
            }
        }
    }
    rounds.into_iter().map(|operations| operations.map(|threads| threads.map(fastest))).collect()
}

fn measure_cases(cases: &[Case]) -> Vec<[f64; 3]> {
    let mut rounds = vec![<[Vec<f64>; 3]>::default(); cases.len()];
    for _ in 0..ROUNDS {
        for ((_, time), rounds) in cases.iter().zip(&mut rounds) {
            for (threads, rounds) in THREADS.iter().zip(rounds) {
                rounds.push(time(*threads));
            }
        }
    }
    rounds.into_iter().map(|threads| threads.map(fastest)).collect()
}

fn head() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model);
    format!(
        "# Tallymark compared with other metrics libraries\n\n\
         Written by `cargo run --release` in this folder, on {model} with {} cores. Other programs \
         use the machine too, so compare ratios instead of nanoseconds. Versions: {}.\n\n\
         Each figure is the fastest of {ROUNDS} rounds, because other programs can only make a round \
         slower. With several threads, all of them record into the same series, and a figure is the \
         time that one operation takes one core.\n",
        cores(),
        locked_versions().join(", ")
    )
}

/// Returns the names and locked versions of the other libraries.
fn locked_versions() -> Vec<String> {
    let lock = include_str!("../Cargo.lock");
    let peers = [
        "prometheus",
        "prometheus-static-metric",
        "prometheus-client",
        "vise",
        "measured",
        "fast-telemetry",
        "prometric",
    ];
    peers
        .into_iter()
        .map(|name| {
            let key = format!("name = \"{name}\"\nversion = \"");
            // The lock file has two versions of prometheus-client; the last one is used here.
            let (_, after) = lock.rsplit_once(&key).unwrap_or_default();
            format!("{name} {}", after.split('"').next().unwrap_or_default())
        })
        .collect()
}

fn write_nanoseconds(page: &mut String, benchmarks: &[PeerBenchmark], times: &Times) {
    *page += "\n## Nanoseconds per operation, with 1 / 2 / 8 threads\n\n\
              | | submit | wasm | cost |\n|---|---|---|---|\n";
    for (benchmark, operations) in benchmarks.iter().zip(times) {
        let cells = operations.map(|[one, two, eight]| format!("{one:.1} / {two:.1} / {eight:.1}"));
        let _ = writeln!(page, "| {} | {} |", benchmark.name, cells.join(" | "));
    }
}

/// Returns the time of an operation without the empty loop.
fn net_time(times: &Times, benchmark: usize, operation: usize, threads: usize) -> f64 {
    times[benchmark][operation][threads] - times[EMPTY_LOOP][operation][threads]
}

/// Returns the time of a benchmark divided by the time of tallymark, both without the empty loop.
fn ratio(times: &Times, benchmark: usize, operation: usize, threads: usize) -> f64 {
    let tallymark = net_time(times, TALLYMARK, operation, threads).max(MIN_DIFFERENCE);
    net_time(times, benchmark, operation, threads) / tallymark
}

fn write_ratios(page: &mut String, benchmarks: &[PeerBenchmark], times: &Times) {
    let _ = write!(
        page,
        "\n## Time relative to tallymark, with 1 / 2 threads\n\n\
         The time of a library divided by the time of tallymark, both without the empty loop. The \
         time of tallymark counts as at least {MIN_DIFFERENCE} ns.\n\n\
         | | submit | wasm | cost |\n|---|---|---|---|\n"
    );
    for (index, benchmark) in benchmarks.iter().enumerate().skip(TALLYMARK + 1) {
        let cells = [0, 1, 2].map(|operation| {
            let [one, two] = [0, 1].map(|threads| ratio(times, index, operation, threads));
            format!("{one:.1} / {two:.1}")
        });
        let _ = writeln!(page, "| {} | {} |", benchmark.name, cells.join(" | "));
    }
}

fn write_instructions(page: &mut String, benchmarks: &[PeerBenchmark]) {
    *page += "\n## Instructions per operation\n\nCounted by valgrind, without the empty loop.\n\n";
    let all: Option<Vec<[f64; 3]>> = benchmarks
        .iter()
        .map(|benchmark| {
            let [submit, wasm, cost] =
                OPERATIONS.map(|operation| instructions::per_operation(benchmark.name, operation));
            Some([submit?, wasm?, cost?])
        })
        .collect();
    let Some(all) = all else {
        *page += "Not counted: valgrind is not installed.\n";
        return;
    };
    *page += "| | submit | wasm | cost |\n|---|---|---|---|\n";
    for (benchmark, counts) in benchmarks.iter().zip(&all).skip(TALLYMARK) {
        let cells = [0, 1, 2]
            .map(|operation| format!("{:.0}", counts[operation] - all[EMPTY_LOOP][operation]));
        let _ = writeln!(page, "| {} | {} |", benchmark.name, cells.join(" | "));
    }
}

fn write_cases(page: &mut String, cases: &[Case], times: &[[f64; 3]]) {
    *page += "\n## Bounded labels, gauges, timers\n\n\
              Nanoseconds per operation, including the empty loop. A name is one of 64 label values \
              that exist, with 11 characters.\n\n\
              | | 1 thread | 2 threads | 8 threads |\n|---|---|---|---|\n";
    for ((name, _), row) in cases.iter().zip(times) {
        let _ = writeln!(page, "| {name} | {} |", row.map(|time| format!("{time:.1}")).join(" | "));
    }
}

fn write_memory(page: &mut String, rows: &[(String, isize)], allocations: usize) {
    let _ = write!(
        page,
        "\n## Memory\n\nBytes allocated and not freed. After the first touch, 3,000 operations made \
         {allocations} allocations.\n\n| | bytes |\n|---|---|\n"
    );
    for (case, bytes) in rows {
        let _ = writeln!(page, "| {case} | {bytes} |");
    }
}

/// A row of the last table.
struct Goal {
    text: String,
    figure: String,
    met: bool,
}

fn write_goals(page: &mut String, goals: &[Goal]) {
    *page += "\n## Goals\n\n| goal | figure | |\n|---|---|---|\n";
    for Goal { text, figure, met } in goals {
        let met = if *met { "met" } else { "not met" };
        let _ = writeln!(page, "| {text} | {figure} | {met} |");
    }
}

/// Returns the goals for the time of each operation, with one thread and with several.
fn operation_goals(times: &Times) -> Vec<Goal> {
    let mut goals = Vec::new();
    for (operation, (name, limit)) in OPERATIONS.iter().zip([2.0, 15.0, 12.0]).enumerate() {
        let net = net_time(times, TALLYMARK, operation, 0);
        goals.push(Goal {
            text: format!("{name}: at most {limit} ns more than the empty loop"),
            figure: format!("{net:.1} ns"),
            met: net <= limit,
        });
    }
    for (operation, name) in OPERATIONS.iter().enumerate() {
        let [one, two, eight] = times[TALLYMARK][operation];
        let slowdown = two.max(eight) / one;
        goals.push(Goal {
            text: format!("{name}: with 2 and 8 threads at most 1.2 times as long as with 1"),
            figure: format!("{slowdown:.2}"),
            met: slowdown <= 1.2,
        });
    }
    goals
}

/// Returns the goals for the lead over the fastest other library.
fn library_goals(benchmarks: &[PeerBenchmark], times: &Times) -> Vec<Goal> {
    let mut goals = Vec::new();
    for (threads, (threads_text, least)) in
        [("1 thread", 4.0), ("2 threads", 15.0)].iter().enumerate()
    {
        for (operation, name) in OPERATIONS.iter().enumerate() {
            let (fastest, ratio) = (FIRST_LIBRARY..benchmarks.len())
                .map(|index| (index, ratio(times, index, operation, threads)))
                .min_by(|a, b| a.1.total_cmp(&b.1))
                .expect("there are other libraries");
            goals.push(Goal {
                text: format!(
                    "{name}, {threads_text}: every library takes at least {least} times as long"
                ),
                figure: format!("{ratio:.1}, {}", benchmarks[fastest].name),
                met: ratio >= *least,
            });
        }
    }
    goals
}

/// Returns the goals for bounded labels and for allocations.
fn case_goals(times: &[[f64; 3]], allocations: usize) -> Vec<Goal> {
    let [empty_loop, tallymark, _, read_lock] = times[..4] else { return Vec::new() };
    let net = tallymark[0] - empty_loop[0];
    let faster = read_lock[1] / tallymark[1];
    vec![
        Goal {
            text: "existing series of a bounded label: at most 25 ns more than the empty loop"
                .into(),
            figure: format!("{net:.1} ns"),
            met: net <= 25.0,
        },
        Goal {
            text: "bounded label, 2 threads: faster than a hash map behind a read lock".into(),
            figure: format!("{faster:.1} times"),
            met: faster > 1.0,
        },
        Goal {
            text: "no allocations after the first touch".into(),
            figure: allocations.to_string(),
            met: allocations == 0,
        },
    ]
}

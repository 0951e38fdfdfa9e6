//! The tables, and `RESULTS.md`.

use crate::expanded::Expanded;
use crate::measure::{Comparison, Mode, Times};
use crate::source::{Declarations, Library, Shape};
use std::error::Error;

/// The limit of the macro's own time for 500 metrics, in milliseconds.
const MACRO_LIMIT: f64 = 60.0;
/// The limit of our expanded tokens a metric, for 500 metrics.
const TOKENS_LIMIT: usize = 171;

/// A limit of our time, as a ratio to hand-written code.
struct Limit {
    mode: Mode,
    shape: Shape,
    ratio: f64,
}

const LIMITS: [Limit; 6] = [
    Limit { mode: Mode::Check, shape: Shape::Plain, ratio: 1.15 },
    Limit { mode: Mode::ChangedConstant, shape: Shape::Plain, ratio: 1.6 },
    Limit { mode: Mode::InsertedLine, shape: Shape::Plain, ratio: 1.6 },
    Limit { mode: Mode::Release, shape: Shape::Plain, ratio: 0.8 },
    Limit { mode: Mode::Check, shape: Shape::Statics, ratio: 1.4 },
    Limit { mode: Mode::Check, shape: Shape::DistinctStatics, ratio: 1.7 },
];

impl Mode {
    fn title(self) -> &'static str {
        match self {
            Self::Check => "`cargo check`",
            Self::ChangedConstant => "incremental `cargo check`, a changed bucket bound",
            Self::InsertedLine => "incremental `cargo check`, an inserted line",
            Self::Release => "`cargo build --release`",
            Self::Expansion => "the macro's own time",
        }
    }
}

impl Shape {
    fn title(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Statics => ", groups in statics",
            Self::Aliases => ", one field in ten an alias",
            Self::Distinct => ", nothing in common",
            Self::DistinctStatics => ", nothing in common and in statics",
        }
    }
}

/// Measures everything. Prints each table when it is there, and returns the text of `RESULTS.md`.
pub(crate) fn results(rounds: usize) -> Result<String, Box<dyn Error>> {
    let declarations = Declarations { shape: Shape::Plain, metrics: 500, changes: 0 };
    let expanded = expand(&Library::ALL, &declarations)?;
    let sizes = sizes_table(&declarations, &expanded);
    print!("{sizes}");
    let (mut goals, mut tables) = (String::new(), String::new());
    for comparison in comparisons(rounds) {
        let all = comparison.run()?;
        let table = table(&comparison, &all);
        print!("{table}");
        tables += &table;
        goals += &goal(&comparison, &all);
    }
    for ours in expanded.iter().filter(|expanded| expanded.library == Library::Ours) {
        let tokens = ours.tokens / declarations.metrics;
        goals += &format!(
            "| 500 metrics, expanded tokens a metric | {tokens} | {TOKENS_LIMIT} | {} |\n",
            verdict(tokens <= TOKENS_LIMIT)
        );
    }
    let head = HEAD.replace("ROUNDS", &rounds.to_string());
    Ok(format!("{head}{goals}{tables}{sizes}"))
}

const HEAD: &str = "# Compile time of the same metrics, declared with each library

Written by `cargo run --release` in this folder.

Half of the metrics are counters with two labels, a tenth counters without labels, a fifth gauges
and a fifth histograms, in groups of 50. Code by hand has a typed accessor for each metric, as
`prometheus-client` has here. `vise` and `measured` are used as their documentation shows, without
accessors.

- Figures are CPU seconds (user and system) of `rustc` for the crate alone. The dependencies are
  built before.
- Each table is from ROUNDS interleaved rounds. Other programs on the machine can only make a round
  slower, so the goals use the minimum.
- A ratio is to code by hand, and the time of an empty crate is subtracted from both.
- \"Nothing in common\": each metric has its own label enums, label names, help and buckets.
- \"The macro's own time\" is `-Zno-analysis`: parsing, expansion and name resolution, with macros
  that are not optimized.

## Goals

| | figure | goal | |
|---|---|---|---|
";

/// Returns all comparisons, those of 500 metrics first.
fn comparisons(rounds: usize) -> Vec<Comparison> {
    const MODES: [Mode; 4] =
        [Mode::Check, Mode::ChangedConstant, Mode::InsertedLine, Mode::Release];
    const SHAPES: [Shape; 4] =
        [Shape::Statics, Shape::Aliases, Shape::Distinct, Shape::DistinctStatics];
    let plain = |metrics| MODES.map(|mode| (mode, Shape::Plain, metrics));
    let shaped = SHAPES.map(|shape| (Mode::Check, shape, 500));
    let all = plain(500)
        .into_iter()
        .chain(shaped)
        .chain([(Mode::Expansion, Shape::Plain, 500)])
        .chain(plain(31))
        .chain(plain(2_000));
    let libraries = || Library::ALL.to_vec();
    all.map(|(mode, shape, metrics)| Comparison {
        mode,
        shape,
        metrics,
        libraries: libraries(),
        rounds,
    })
    .collect()
}

/// Measures one comparison and returns its table.
pub(crate) fn times(comparison: &Comparison) -> Result<String, Box<dyn Error>> {
    Ok(table(comparison, &comparison.run()?))
}

/// The minimum and the median of a library without those of the empty crate.
#[derive(Clone, Copy)]
struct Net {
    min: f64,
    median: f64,
}

fn net(all: &[Times], library: Library) -> Option<Net> {
    let times = |library| all.iter().find(|times| times.library == library);
    let (times, empty) = (times(library)?, times(Library::Empty)?);
    Some(Net { min: times.min() - empty.min(), median: times.median() - empty.median() })
}

fn table(comparison: &Comparison, all: &[Times]) -> String {
    let Comparison { mode, shape, metrics, .. } = comparison;
    let mut table = format!(
        "\n## {metrics} metrics, {}{}\n\n\
         | | min | median | net min | net median | ratio of min | ratio of medians |\n\
         |---|---|---|---|---|---|---|\n",
        mode.title(),
        shape.title()
    );
    let by_hand = net(all, Library::ByHand);
    for times in all {
        let (title, min, median) = (times.library.title(), times.min(), times.median());
        table += &format!("| {title} | {min:.3} | {median:.3} |");
        let row = match net(all, times.library) {
            Some(net) if times.library != Library::Empty => {
                let ratios = by_hand.map_or(" | ".to_owned(), |by_hand| {
                    format!("{:.2} | {:.2}", net.min / by_hand.min, net.median / by_hand.median)
                });
                format!(" {:.3} | {:.3} | {ratios} |\n", net.min, net.median)
            }
            _ => " | | | |\n".to_owned(),
        };
        table += &row;
    }
    table
}

/// Returns the row of a goal, if the comparison has one.
fn goal(comparison: &Comparison, all: &[Times]) -> String {
    let Comparison { mode, shape, metrics, .. } = *comparison;
    let (Some(ours), Some(by_hand)) = (net(all, Library::Ours), net(all, Library::ByHand)) else {
        return String::new();
    };
    let title = format!("{metrics} metrics, {}{}", mode.title(), shape.title());
    if mode == Mode::Expansion {
        let milliseconds = ours.min * 1e3;
        let verdict = verdict(milliseconds <= MACRO_LIMIT);
        return format!("| {title} | {milliseconds:.0} ms | {MACRO_LIMIT:.0} ms | {verdict} |\n");
    }
    let limit = LIMITS.iter().find(|limit| (limit.mode, limit.shape) == (mode, shape));
    limit.map_or_else(String::new, |limit| {
        let ratio = ours.min / by_hand.min;
        let verdict = verdict(ratio <= limit.ratio);
        format!("| {title} | {ratio:.2} | {:.2} | {verdict} |\n", limit.ratio)
    })
}

fn verdict(is_met: bool) -> &'static str {
    if is_met { "met" } else { "not met" }
}

/// Expands the crates and returns the table of their sizes.
pub(crate) fn sizes(
    libraries: &[Library],
    declarations: &Declarations,
) -> Result<String, Box<dyn Error>> {
    Ok(sizes_table(declarations, &expand(libraries, declarations)?))
}

fn expand(
    libraries: &[Library],
    declarations: &Declarations,
) -> Result<Vec<Expanded>, Box<dyn Error>> {
    let libraries = libraries.iter().filter(|library| **library != Library::Empty);
    libraries.map(|&library| Expanded::new(library, declarations)).collect()
}

fn sizes_table(declarations: &Declarations, all: &[Expanded]) -> String {
    let metrics = declarations.metrics;
    let mut table = format!(
        "\n## {metrics} metrics, the size of the expanded code{}\n\n\
         | | source lines | bytes | bytes a metric | lines a metric | tokens a metric |\n\
         |---|---|---|---|---|---|\n",
        declarations.shape.title()
    );
    for Expanded { library, source_lines, bytes, lines, tokens } in all {
        table += &format!(
            "| {} | {source_lines} | {bytes} | {} | {} | {} |\n",
            library.title(),
            bytes / metrics,
            lines / metrics,
            tokens / metrics
        );
    }
    table
}

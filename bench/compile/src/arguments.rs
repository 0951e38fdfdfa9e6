//! The arguments of the command line.

use crate::measure::{Comparison, Mode};
use crate::source::{Declarations, Library, Shape};
use std::error::Error;

pub(crate) const USAGE: &str = "\
Measures the CPU time of `rustc` for generated crates with the same metrics.

    cargo run --release                                 everything; writes RESULTS.md
    cargo run --release -- rounds=3                     the same with fewer rounds
    cargo run --release -- MODE [METRICS] [SHAPE] [LIBRARY].. [rounds=N]
                                                        one table; writes no file
    cargo run --release -- check 500 ours hand          the shortest useful call

MODE     check      `cargo check` without a cache
         constant   `cargo check` with a cache, after a changed bucket bound
         line       `cargo check` with a cache, after an inserted line at the top
         release    `cargo build --release`
         macro      parsing, expansion and name resolution, unoptimised macros
         expanded   the size of the expanded code
METRICS  500 unless given
SHAPE    plain, statics, aliases, distinct, distinct-statics
LIBRARY  ours, hand, vise, measured, client; all unless given
";

const ROUNDS: usize = 7;

/// The request of the user.
pub(crate) enum Arguments {
    Help,
    Full { rounds: usize },
    Times(Comparison),
    Sizes { libraries: Vec<Library>, declarations: Declarations },
}

/// The task that a word names.
#[derive(Clone, Copy)]
enum Task {
    Full,
    Times(Mode),
    Sizes,
}

impl Arguments {
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let (mut task, mut shape, mut metrics, mut rounds) =
            (Task::Full, Shape::Plain, 500, ROUNDS);
        let mut libraries = vec![Library::Empty];
        for word in words {
            if let Some(library) = Library::ALL.into_iter().find(|one| one.name() == word) {
                libraries.push(library);
            } else if let Some(named) = shape_named(&word) {
                shape = named;
            } else if let Some(named) = task_named(&word) {
                task = named;
            } else if let Some(number) = word.strip_prefix("rounds=") {
                rounds = number.parse()?;
            } else if let Ok(number) = word.parse() {
                metrics = number;
            } else if word == "--help" {
                return Ok(Self::Help);
            } else {
                return Err(format!("unknown argument {word:?}; see --help").into());
            }
        }
        if rounds == 0 || metrics == 0 {
            return Err("a measurement needs a round and a metric".into());
        }
        if libraries.len() == 1 {
            libraries = Library::ALL.to_vec();
        }
        Ok(match task {
            Task::Full => Self::Full { rounds },
            Task::Times(mode) => {
                Self::Times(Comparison { mode, shape, metrics, libraries, rounds })
            }
            Task::Sizes => {
                let declarations = Declarations { shape, metrics, changes: 0 };
                Self::Sizes { libraries, declarations }
            }
        })
    }
}

fn shape_named(word: &str) -> Option<Shape> {
    Some(match word {
        "plain" => Shape::Plain,
        "statics" => Shape::Statics,
        "aliases" => Shape::Aliases,
        "distinct" => Shape::Distinct,
        "distinct-statics" => Shape::DistinctStatics,
        _ => return None,
    })
}

fn task_named(word: &str) -> Option<Task> {
    Some(match word {
        "check" => Task::Times(Mode::Check),
        "constant" => Task::Times(Mode::ChangedConstant),
        "line" => Task::Times(Mode::InsertedLine),
        "release" => Task::Times(Mode::Release),
        "macro" => Task::Times(Mode::Expansion),
        "expanded" => Task::Sizes,
        _ => return None,
    })
}

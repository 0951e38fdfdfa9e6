//! The modules tasks can run: hand-written, of different cost, some of them bad.

use crate::digest::Digest;
use crate::fault::Fault;
use crate::manifest::{self, ModuleManifest};
use crate::meter::bytes;
use crate::node::NodeError;
use crate::store::Store;
use crate::tally::Tally;
use std::iter;
use std::ops::RangeInclusive;
use tallymark_catalog::execution::TaskType;

/// What a program reads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input {
    Nothing,
    Bytes,
    /// Bytes with their checksum behind them.
    Checksummed,
}

/// A module and how it is used.
#[derive(Debug)]
pub(crate) struct Program {
    name: &'static str,
    text: &'static str,
    pub(crate) task_type: TaskType,
    pub(crate) input: Input,
    pub(crate) work: RangeInclusive<u32>,
    pub(crate) fuel_per_work: u32,
    /// How many of a hundred tasks run it.
    share: usize,
}

/// `fuel_per_work` was measured; of the programs that do not end well, it is made up.
const PROGRAMS: [Program; 9] = [
    Program {
        name: "sum",
        text: include_str!("modules/sum.wat"),
        task_type: TaskType::Compute,
        input: Input::Nothing,
        work: 100..=2_000,
        fuel_per_work: 14,
        share: 24,
    },
    Program {
        name: "primes",
        text: include_str!("modules/primes.wat"),
        task_type: TaskType::Compute,
        input: Input::Nothing,
        work: 200..=1_200,
        fuel_per_work: 43,
        share: 17,
    },
    Program {
        name: "dense",
        text: include_str!("modules/dense.wat"),
        task_type: TaskType::Inference,
        input: Input::Bytes,
        work: 1..=10,
        fuel_per_work: 6_500,
        share: 18,
    },
    Program {
        name: "archive",
        text: include_str!("modules/archive.wat"),
        task_type: TaskType::Storage,
        input: Input::Bytes,
        work: 16..=2_048,
        fuel_per_work: 25,
        share: 16,
    },
    Program {
        name: "checksum",
        text: include_str!("modules/checksum.wat"),
        task_type: TaskType::Validation,
        input: Input::Checksummed,
        work: 1..=1,
        fuel_per_work: 8_000,
        share: 16,
    },
    Program {
        name: "divide",
        text: include_str!("modules/divide.wat"),
        task_type: TaskType::Other,
        input: Input::Nothing,
        work: 1..=100,
        fuel_per_work: 1,
        share: 3,
    },
    Program {
        name: "spin",
        text: include_str!("modules/spin.wat"),
        task_type: TaskType::Compute,
        input: Input::Nothing,
        work: 1..=1,
        fuel_per_work: 200_000_000,
        share: 1,
    },
    Program {
        name: "hoard",
        text: include_str!("modules/hoard.wat"),
        task_type: TaskType::Storage,
        input: Input::Nothing,
        work: 1..=10,
        fuel_per_work: 100_000,
        share: 2,
    },
    Program {
        name: "mistyped",
        text: include_str!("modules/mistyped.wat"),
        task_type: TaskType::Other,
        input: Input::Nothing,
        work: 1..=1,
        fuel_per_work: 10,
        share: 3,
    },
];

/// A program that tasks can name.
#[derive(Debug)]
pub(crate) struct Published {
    pub(crate) program: &'static Program,
    pub(crate) manifest: Digest,
    pub(crate) size_bytes: u64,
}

/// All programs that were published, dealt like cards: each as often as its share says.
#[derive(Debug)]
pub(crate) struct Library {
    published: Vec<Published>,
    /// Indices of `published`.
    deck: Vec<usize>,
}

impl Library {
    /// Puts every program and its manifest into the store, as it is: whoever runs it validates it.
    pub(crate) fn publish(store: &Store, tally: &mut Tally) -> Result<Self, NodeError> {
        let mut published = Vec::new();
        for program in &PROGRAMS {
            let name = program.name;
            let module = wat::parse_str(program.text)
                .map_err(|source| NodeError::Module { name, source })?;
            let result = publish(program, module, store, tally);
            published.extend(tally.note(result));
        }
        let deck = Vec::new();
        Ok(Self { published, deck })
    }

    /// The next program; the deck is shuffled when it is used up.
    pub(crate) fn deal(&mut self, rng: &mut fastrand::Rng) -> Option<&Published> {
        if self.deck.is_empty() {
            let programs = self.published.iter().enumerate();
            self.deck = programs
                .flat_map(|(index, published)| iter::repeat_n(index, published.program.share))
                .collect();
            rng.shuffle(&mut self.deck);
        }
        self.deck.pop().and_then(|index| self.published.get(index))
    }
}

fn publish(
    program: &'static Program,
    module: Vec<u8>,
    store: &Store,
    tally: &mut Tally,
) -> Result<Published, Fault> {
    let size_bytes = bytes(module.len());
    let manifest = ModuleManifest {
        name: program.name.to_owned(),
        module: Digest::of(&module),
        size_bytes,
        fuel_per_work: program.fuel_per_work,
    };
    let (digest, text) = manifest::create(&manifest, tally)?;
    store.modules.put(manifest.module, module);
    store.manifests.put(digest.clone(), text);
    Ok(Published { program, manifest: digest, size_bytes })
}

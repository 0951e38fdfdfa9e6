//! The programs that tasks can run: hand-written modules of different cost. Some of them fail.

use crate::digest::Digest;
use crate::expected_totals::ExpectedTotals;
use crate::failure::{Failure, ok_or_record};
use crate::manifest::{self, ModuleManifest};
use crate::metrics::byte_count;
use crate::node_error::NodeError;
use crate::storage::Storage;
use std::iter;
use std::ops::RangeInclusive;
use tallymark_catalog::execution::TaskType;

/// The kind of input that a program reads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InputKind {
    Nothing,
    Bytes,
    /// Bytes, followed by their checksum.
    Checksummed,
}

/// A module, and the tasks that run it.
#[derive(Debug)]
pub(crate) struct Program {
    name: &'static str,
    text: &'static str,
    pub(crate) task_type: TaskType,
    pub(crate) input: InputKind,
    /// Range of the work that a task may ask for.
    pub(crate) work: RangeInclusive<u32>,
    pub(crate) fuel_per_work: u32,
    /// Percentage of the tasks that run the program.
    share: usize,
}

/// All programs. Their `fuel_per_work` is measured, or made up if the program always fails.
const PROGRAMS: [Program; 9] = [
    Program {
        name: "sum",
        text: include_str!("modules/sum.wat"),
        task_type: TaskType::Compute,
        input: InputKind::Nothing,
        work: 100..=2_000,
        fuel_per_work: 14,
        share: 24,
    },
    Program {
        name: "primes",
        text: include_str!("modules/primes.wat"),
        task_type: TaskType::Compute,
        input: InputKind::Nothing,
        work: 200..=1_200,
        fuel_per_work: 43,
        share: 17,
    },
    Program {
        name: "dense",
        text: include_str!("modules/dense.wat"),
        task_type: TaskType::Inference,
        input: InputKind::Bytes,
        work: 1..=10,
        fuel_per_work: 6_500,
        share: 18,
    },
    Program {
        name: "archive",
        text: include_str!("modules/archive.wat"),
        task_type: TaskType::Storage,
        input: InputKind::Bytes,
        work: 16..=2_048,
        fuel_per_work: 25,
        share: 16,
    },
    Program {
        name: "checksum",
        text: include_str!("modules/checksum.wat"),
        task_type: TaskType::Validation,
        input: InputKind::Checksummed,
        work: 1..=1,
        fuel_per_work: 8_000,
        share: 16,
    },
    Program {
        name: "divide",
        text: include_str!("modules/divide.wat"),
        task_type: TaskType::Other,
        input: InputKind::Nothing,
        work: 1..=100,
        fuel_per_work: 1,
        share: 3,
    },
    Program {
        name: "spin",
        text: include_str!("modules/spin.wat"),
        task_type: TaskType::Compute,
        input: InputKind::Nothing,
        work: 1..=1,
        fuel_per_work: 200_000_000,
        share: 1,
    },
    Program {
        name: "hoard",
        text: include_str!("modules/hoard.wat"),
        task_type: TaskType::Storage,
        input: InputKind::Nothing,
        work: 1..=10,
        fuel_per_work: 100_000,
        share: 2,
    },
    Program {
        name: "mistyped",
        text: include_str!("modules/mistyped.wat"),
        task_type: TaskType::Other,
        input: InputKind::Nothing,
        work: 1..=1,
        fuel_per_work: 10,
        share: 3,
    },
];

/// A program with its module and manifest in the storage.
#[derive(Debug)]
pub(crate) struct PublishedProgram {
    pub(crate) program: &'static Program,
    pub(crate) manifest: Digest,
    pub(crate) size_bytes: u64,
}

/// The published programs. They are drawn like cards from a deck, so that each program comes up as
/// often as its `share` says.
#[derive(Debug)]
pub(crate) struct ProgramLibrary {
    published: Vec<PublishedProgram>,
    /// Indices of `published`.
    deck: Vec<usize>,
}

impl ProgramLibrary {
    /// Stores every program and its manifest. Invalid modules are stored too: a worker validates a
    /// module before it runs the module.
    pub(crate) fn publish(
        storage: &Storage,
        totals: &mut ExpectedTotals,
    ) -> Result<Self, NodeError> {
        let mut published = Vec::new();
        for program in &PROGRAMS {
            let name = program.name;
            let module = wat::parse_str(program.text)
                .map_err(|source| NodeError::Module { name, source })?;
            let result = publish_program(program, module, storage, totals);
            published.extend(ok_or_record(result, totals));
        }
        let deck = Vec::new();
        Ok(Self { published, deck })
    }

    /// Draws the next program. A new deck is shuffled when the old one is used up.
    pub(crate) fn draw(&mut self, rng: &mut fastrand::Rng) -> Option<&PublishedProgram> {
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

fn publish_program(
    program: &'static Program,
    module: Vec<u8>,
    storage: &Storage,
    totals: &mut ExpectedTotals,
) -> Result<PublishedProgram, Failure> {
    let size_bytes = byte_count(module.len());
    let manifest = ModuleManifest {
        name: program.name.to_owned(),
        module: Digest::sha256(&module),
        size_bytes,
        fuel_per_work: program.fuel_per_work,
    };
    let (digest, text) = manifest::create(&manifest, totals)?;
    storage.modules.put(manifest.module, module);
    storage.manifests.put(digest.clone(), text);
    Ok(PublishedProgram { program, manifest: digest, size_bytes })
}

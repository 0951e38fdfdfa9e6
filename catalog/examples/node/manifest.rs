//! Manifests: what is agreed on before anything happens, named by its hash.

use crate::EXECUTION;
use crate::digest::Digest;
use crate::fault::{Fault, outcome};
use crate::meter::{Meter, bytes};
use crate::store::Shelf;
use crate::tally::Tally;
use serde::{Deserialize, Serialize};
use tallymark_catalog::execution::{Component, ErrorType, ManifestType};

/// What a task is to do.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TaskManifest {
    pub(crate) task: u64,
    /// The manifest of the module to run.
    pub(crate) module: Digest,
    pub(crate) input: Digest,
    /// How much of it, in the module's own measure.
    pub(crate) work: u32,
    /// Fuel it may take at most.
    pub(crate) budget: u64,
}

/// What is known of a module.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ModuleManifest {
    pub(crate) name: String,
    pub(crate) module: Digest,
    pub(crate) size_bytes: u64,
    /// Fuel it takes for one unit of work, as its author says.
    pub(crate) fuel_per_work: u32,
}

/// What a guild is founded on.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct GuildManifest {
    pub(crate) guild: String,
    /// Members it needs to be one.
    pub(crate) quorum: usize,
    pub(crate) max_members: usize,
}

/// A manifest as it is written down.
pub(crate) trait Manifest: Serialize + for<'de> Deserialize<'de> {
    const TYPE: ManifestType;

    /// Whether it can be meant.
    fn is_sound(&self) -> bool;
}

impl Manifest for TaskManifest {
    const TYPE: ManifestType = ManifestType::Task;

    fn is_sound(&self) -> bool {
        self.budget > 0
    }
}

impl Manifest for ModuleManifest {
    const TYPE: ManifestType = ManifestType::Module;

    fn is_sound(&self) -> bool {
        self.size_bytes > 0
    }
}

impl Manifest for GuildManifest {
    const TYPE: ManifestType = ManifestType::Guild;

    fn is_sound(&self) -> bool {
        (1..=self.max_members).contains(&self.quorum)
    }
}

/// Writes a manifest down and hashes it.
pub(crate) fn create<M: Manifest>(
    manifest: &M,
    tally: &mut Tally,
) -> Result<(Digest, Vec<u8>), Fault> {
    let meter = Meter::start();
    let text = serde_json::to_vec(manifest)
        .map_err(|_| Fault::Execution(Component::Manifest, ErrorType::Serialization))?;
    let digest = Digest::of(&text);
    meter.record(Component::Manifest, bytes(text.len()));
    EXECUTION.manifests.record_created(M::TYPE, bytes(text.len()));
    tally.manifests += 1;
    Ok((digest, text))
}

/// Reads a stored manifest, if it is the one that was hashed and makes sense.
pub(crate) fn open<M: Manifest>(shelf: &Shelf, digest: &Digest) -> Result<M, Fault> {
    let text = shelf.get(digest)?;
    let meter = Meter::start();
    let manifest = validate(&text, digest);
    meter.record(Component::Manifest, bytes(text.len()));
    EXECUTION.manifests.record_validation(outcome(&manifest));
    manifest
}

fn validate<M: Manifest>(text: &[u8], digest: &Digest) -> Result<M, Fault> {
    let fault = |error_type| Fault::Validation(Component::Manifest, error_type);
    if Digest::of(text) != *digest {
        return Err(fault(ErrorType::Signature));
    }
    let manifest: M = serde_json::from_slice(text).map_err(|_| fault(ErrorType::Serialization))?;
    if !manifest.is_sound() {
        return Err(fault(ErrorType::InvalidInput));
    }
    Ok(manifest)
}

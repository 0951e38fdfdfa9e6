//! Manifests: descriptions of tasks, modules and guilds, stored under their digest.

use crate::digest::Digest;
use crate::expected_totals::ExpectedTotals;
use crate::failure::Failure;
use crate::metrics::{EXECUTION, byte_count, outcome};
use crate::resource_meter::ResourceMeter;
use crate::storage::BlobStore;
use serde::{Deserialize, Serialize};
use tallymark_catalog::execution::{Component, ErrorType, ManifestType};

/// A manifest that can be stored as JSON.
pub(crate) trait Manifest: Serialize + for<'de> Deserialize<'de> {
    const TYPE: ManifestType;

    /// Returns `false` if the values contradict each other or make no sense.
    fn is_valid(&self) -> bool;
}

/// The work of one task.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TaskManifest {
    pub(crate) task: u64,
    /// Digest of the manifest of the module to run.
    pub(crate) module: Digest,
    pub(crate) input: Digest,
    /// Amount of work, in units of the module.
    pub(crate) work: u32,
    /// Most fuel the task may use.
    pub(crate) budget: u64,
}

/// The properties of a module.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ModuleManifest {
    pub(crate) name: String,
    pub(crate) module: Digest,
    pub(crate) size_bytes: u64,
    /// Fuel for one unit of work, as declared by the author of the module.
    pub(crate) fuel_per_work: u32,
}

/// The charter of a guild.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct GuildManifest {
    pub(crate) guild: String,
    /// Members the guild must have once it is formed.
    pub(crate) quorum: usize,
    pub(crate) max_members: usize,
}

impl Manifest for TaskManifest {
    const TYPE: ManifestType = ManifestType::Task;

    fn is_valid(&self) -> bool {
        self.budget > 0
    }
}

impl Manifest for ModuleManifest {
    const TYPE: ManifestType = ManifestType::Module;

    fn is_valid(&self) -> bool {
        self.size_bytes > 0
    }
}

impl Manifest for GuildManifest {
    const TYPE: ManifestType = ManifestType::Guild;

    fn is_valid(&self) -> bool {
        (1..=self.max_members).contains(&self.quorum)
    }
}

/// Serializes a manifest and computes its digest.
pub(crate) fn create<M: Manifest>(
    manifest: &M,
    totals: &mut ExpectedTotals,
) -> Result<(Digest, Vec<u8>), Failure> {
    let meter = ResourceMeter::start();
    let text = serde_json::to_vec(manifest)
        .map_err(|_| Failure::Execution(Component::Manifest, ErrorType::Serialization))?;
    let digest = Digest::sha256(&text);
    meter.record(Component::Manifest, byte_count(text.len()));
    EXECUTION.manifests.record_created(M::TYPE, byte_count(text.len()));
    totals.manifests += 1;
    Ok((digest, text))
}

/// Reads a stored manifest and validates it.
pub(crate) fn load<M: Manifest>(store: &BlobStore, digest: &Digest) -> Result<M, Failure> {
    let text = store.get(digest)?;
    let meter = ResourceMeter::start();
    let manifest = validate(&text, digest);
    meter.record(Component::Manifest, byte_count(text.len()));
    EXECUTION.manifests.record_validation(outcome(&manifest));
    manifest
}

/// Parses a manifest. Its text must have the given digest, and its values must be valid.
fn validate<M: Manifest>(text: &[u8], digest: &Digest) -> Result<M, Failure> {
    if Digest::sha256(text) != *digest {
        return Err(invalid(ErrorType::Signature));
    }
    let manifest: M =
        serde_json::from_slice(text).map_err(|_| invalid(ErrorType::Serialization))?;
    if !manifest.is_valid() {
        return Err(invalid(ErrorType::InvalidInput));
    }
    Ok(manifest)
}

fn invalid(error_type: ErrorType) -> Failure {
    Failure::Validation(Component::Manifest, error_type)
}

//! The fixed labels: every value they can have.

use tallymark::LabelValue;

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum Outcome {
    /// It did what it was asked.
    Success,
    /// It did not.
    Failed,
}

/// What became of guilds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum GuildState {
    /// It was created.
    Active,
    /// It was dissolved.
    Dissolved,
}

/// What is done with guilds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum GuildOperation {
    /// A guild is created.
    Create,
    /// A guild is dissolved.
    Dissolve,
    /// A member joins.
    Join,
    /// A member leaves.
    Leave,
}

/// How far a task got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum TaskStatus {
    /// It was handed in.
    Submitted,
    /// It ended well.
    Completed,
    /// It ended badly.
    Failed,
}

/// What a task is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum TaskType {
    /// General computation.
    Compute,
    /// Keeping or fetching data.
    Storage,
    /// Running a model.
    Inference,
    /// Checking another's result.
    Validation,
    /// Anything else.
    Other,
}

/// How urgent a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum Priority {
    /// When there is nothing else.
    Low,
    /// In turn.
    Normal,
    /// Before normal ones.
    High,
    /// Before all others.
    Critical,
}

/// What a manifest describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum ManifestType {
    /// A task.
    Task,
    /// A guild.
    Guild,
    /// A WASM module.
    Module,
    /// Anything else.
    Other,
}

/// Who signed a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum Role {
    /// Who executed the task.
    Executor,
    /// Who watched.
    Witness,
    /// Anybody else.
    Other,
}

/// What storage is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum StorageType {
    /// Receipts.
    Receipts,
    /// Manifests.
    Manifests,
    /// WASM modules.
    Modules,
    /// Anything else.
    Other,
}

/// A part of the layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum Component {
    /// Guilds.
    Guild,
    /// Tasks and their queue.
    Task,
    /// The WASM engine.
    Wasm,
    /// Manifests.
    Manifest,
    /// Receipts.
    Receipt,
    /// Cost estimation.
    Cost,
    /// The store.
    Storage,
    /// Anything else.
    Other,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum ErrorType {
    /// What came in is not what it should be.
    InvalidInput,
    /// Something that was named does not exist.
    NotFound,
    /// A limit of memory, fuel or space was reached.
    ResourceExhausted,
    /// A WASM module trapped.
    Trap,
    /// A signature does not fit.
    Signature,
    /// Something could not be written or read.
    Serialization,
    /// It took too long.
    Timeout,
    /// A fault of the layer itself.
    Internal,
    /// Anything else.
    Other,
}

/// What can take too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum TimeoutOperation {
    /// Forming a guild.
    GuildFormation,
    /// A task as a whole.
    TaskExecution,
    /// Running a WASM module.
    WasmExecution,
    /// Validating a manifest.
    ManifestValidation,
    /// Verifying a receipt.
    ReceiptVerification,
    /// Writing to the store.
    StorageWrite,
    /// Anything else.
    Other,
}

//! The fixed labels of the execution layer, one enum each. A variant in `snake_case` is a value of
//! the label.

use tallymark::LabelValue;

/// The outcome of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum Outcome {
    /// The operation succeeded.
    Success,
    /// The operation failed.
    Failed,
}

/// The state that a guild entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum GuildState {
    /// The guild was created.
    Active,
    /// The guild was dissolved.
    Dissolved,
}

/// An operation on a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum GuildOperation {
    /// Creates a guild.
    Create,
    /// Dissolves a guild.
    Dissolve,
    /// Adds a member.
    Join,
    /// Removes a member.
    Leave,
}

/// The progress of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum TaskStatus {
    /// The task was submitted.
    Submitted,
    /// The task ended with success.
    Completed,
    /// The task ended with a failure.
    Failed,
}

/// The purpose of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum TaskType {
    /// General computation.
    Compute,
    /// Storing or fetching data.
    Storage,
    /// Running a model.
    Inference,
    /// Checking the result of another task.
    Validation,
    /// Anything else.
    Other,
}

/// The urgency of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum Priority {
    /// Runs when no other task waits.
    Low,
    /// Runs in the order of submission.
    Normal,
    /// Runs before normal tasks.
    High,
    /// Runs before all other tasks.
    Critical,
}

/// The subject of a manifest.
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

/// The role of a receipt's signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum Role {
    /// The signer executed the task.
    Executor,
    /// The signer observed the execution.
    Witness,
    /// Any other role.
    Other,
}

/// The kind of data in storage.
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
    /// Storage.
    Storage,
    /// Anything else.
    Other,
}

/// The cause of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum ErrorType {
    /// The input is invalid.
    InvalidInput,
    /// The requested item does not exist.
    NotFound,
    /// A limit of memory, fuel or space was reached.
    ResourceExhausted,
    /// A WASM module trapped.
    Trap,
    /// A signature does not match its content.
    Signature,
    /// Data could not be serialized or deserialized.
    Serialization,
    /// The operation took too long.
    Timeout,
    /// The layer itself has a bug.
    Internal,
    /// Anything else.
    Other,
}

/// An operation that has a time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
pub enum TimeoutOperation {
    /// Forming a guild.
    GuildFormation,
    /// Executing a task from start to end.
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

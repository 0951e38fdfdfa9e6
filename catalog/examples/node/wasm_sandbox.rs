//! The sandbox: validates WebAssembly modules and runs them under limits of fuel, memory and time.
//!
//! A module exports a function `run(work: i32, len: i32) -> i32`. It may export a `memory`, and
//! finds its input in the first `len` bytes of that memory. It may export a global `result: i64`.
//! The value that `run` returns is the exit code; a module can also call `proc_exit` of WASI with
//! the code. Stopped modules have the exit codes of [`ExitReason::exit_code`].

use crate::failure::Failure;
use crate::metrics::{EXECUTION, byte_count};
use crate::node_error::NodeError;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, TimeoutOperation};
use wasmi::{
    Config, Engine, Error, Instance, Linker, Module, Store, StoreLimits, StoreLimitsBuilder,
    TrapCode, TypedResumableCall,
};

/// Most bytes that the memory of a module may grow to.
const MEMORY_LIMIT: usize = 4 << 20;

/// Longest time that a module may run.
const TIME_LIMIT: Duration = Duration::from_millis(50);

/// Fuel that a module gets at a time. The time limit is checked between slices.
const FUEL_SLICE: u64 = 20_000;

/// An engine, and the host functions that modules can import.
pub(crate) struct WasmSandbox {
    engine: Engine,
    linker: Linker<StoreLimits>,
}

/// The arguments of one run of a module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invocation<'a> {
    pub(crate) work: u32,
    pub(crate) input: &'a [u8],
    /// Most fuel the module may use.
    pub(crate) fuel_limit: u64,
}

/// The result of one run of a module, and the resources the run used.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) exit_reason: ExitReason,
    pub(crate) result: Option<i64>,
    pub(crate) fuel: u64,
    pub(crate) duration: Duration,
    /// Size of the exported memory at the end. Memory never shrinks, so this is the largest size.
    pub(crate) memory_bytes: u64,
}

/// The reason why an execution ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ExitReason {
    /// The module ended by itself with this exit code.
    Exited(i32),
    Trap,
    OutOfFuel,
    OutOfMemory,
    OutOfTime,
}

impl ExitReason {
    /// Returns the exit code of the module. For a stopped module this is the code a shell would
    /// show: 124 as from `timeout`, 134 as after `SIGABRT`, 137 as after `SIGKILL`.
    pub(crate) fn exit_code(self) -> i32 {
        match self {
            Self::Exited(code) => code,
            Self::OutOfTime => 124,
            Self::Trap => 134,
            Self::OutOfFuel | Self::OutOfMemory => 137,
        }
    }

    /// Returns the failure that the reason means, or `Ok` for exit code 0.
    pub(crate) fn to_result(self) -> Result<(), Failure> {
        let error_type = match self {
            Self::Exited(0) => return Ok(()),
            Self::OutOfTime => {
                return Err(Failure::Timeout(Component::Wasm, TimeoutOperation::WasmExecution));
            }
            Self::Exited(_) => ErrorType::Other,
            Self::Trap => ErrorType::Trap,
            Self::OutOfFuel | Self::OutOfMemory => ErrorType::ResourceExhausted,
        };
        Err(Failure::Execution(Component::Wasm, error_type))
    }

    fn from_error(error: &Error) -> Self {
        match (error.i32_exit_status(), error.as_trap_code()) {
            (Some(code), _) => Self::Exited(code),
            (_, Some(TrapCode::OutOfFuel)) => Self::OutOfFuel,
            (_, Some(TrapCode::GrowthOperationLimited)) => Self::OutOfMemory,
            _ => Self::Trap,
        }
    }
}

impl WasmSandbox {
    pub(crate) fn new() -> Result<Self, NodeError> {
        let engine = Engine::new(Config::default().consume_fuel(true));
        let mut linker = Linker::new(&engine);
        linker
            .func_wrap("wasi_snapshot_preview1", "proc_exit", |code: i32| -> Result<(), Error> {
                Err(Error::i32_exit(code))
            })
            .map_err(|error| NodeError::Engine(error.into()))?;
        Ok(Self { engine, linker })
    }

    /// Parses a module and validates it.
    pub(crate) fn validate(&self, wasm: &[u8]) -> Result<Module, Failure> {
        let start = Instant::now();
        let module = Module::new(&self.engine, wasm);
        EXECUTION.wasm.record_validation(start.elapsed());
        module.map_err(|_| invalid_module())
    }

    /// Runs a module until it ends or is stopped. A module that traps or exceeds a limit is a
    /// normal [`Execution`]; a module that cannot be started at all is a failure.
    pub(crate) fn run(
        &self,
        module: &Module,
        invocation: Invocation,
    ) -> Result<Execution, Failure> {
        let start = Instant::now();
        let limits =
            StoreLimitsBuilder::new().memory_size(MEMORY_LIMIT).trap_on_grow_failure(true).build();
        let mut store = Store::new(&self.engine, limits);
        store.limiter(|limits| limits);
        let mut reserve = FuelReserve { left: invocation.fuel_limit };
        reserve.refuel(&mut store, 0).map_err(|_| engine_failure())?;
        let instance =
            self.linker.instantiate_and_start(&mut store, module).map_err(|_| invalid_module())?;
        let exit_reason =
            run_in_slices(&mut store, instance, &mut reserve, invocation, start + TIME_LIMIT)?;
        let unused = reserve.left + store.get_fuel().map_err(|_| engine_failure())?;
        Ok(Execution {
            exit_reason,
            result: instance
                .get_global(&store, "result")
                .and_then(|global| global.get(&store).i64()),
            fuel: invocation.fuel_limit.saturating_sub(unused),
            duration: start.elapsed(),
            memory_bytes: instance
                .get_memory(&store, "memory")
                .map_or(0, |memory| byte_count(memory.data_size(&store))),
        })
    }
}

/// Runs an instance slice by slice, until it ends or reaches a limit.
fn run_in_slices(
    store: &mut Store<StoreLimits>,
    instance: Instance,
    reserve: &mut FuelReserve,
    invocation: Invocation,
    deadline: Instant,
) -> Result<ExitReason, Failure> {
    if let Some(memory) = instance.get_memory(&*store, "memory") {
        memory.write(&mut *store, 0, invocation.input).map_err(|_| invalid_module())?;
    }
    let len = i32::try_from(invocation.input.len()).map_err(|_| invalid_module())?;
    let run =
        instance.get_typed_func::<(i32, i32), i32>(&*store, "run").map_err(|_| invalid_module())?;
    let mut call = run.call_resumable(&mut *store, (invocation.work.cast_signed(), len));
    loop {
        match call {
            Ok(TypedResumableCall::Finished(code)) => return Ok(ExitReason::Exited(code)),
            Ok(TypedResumableCall::HostTrap(stopped)) => {
                return Ok(ExitReason::from_error(stopped.host_error()));
            }
            Ok(TypedResumableCall::OutOfFuel(_)) if Instant::now() >= deadline => {
                return Ok(ExitReason::OutOfTime);
            }
            Ok(TypedResumableCall::OutOfFuel(paused)) => {
                let required = paused.required_fuel();
                if !reserve.refuel(store, required).map_err(|_| engine_failure())? {
                    return Ok(ExitReason::OutOfFuel);
                }
                call = paused.resume(&mut *store);
            }
            Err(error) => return Ok(ExitReason::from_error(&error)),
        }
    }
}

/// The fuel that a run has not received yet.
struct FuelReserve {
    left: u64,
}

impl FuelReserve {
    /// Moves one slice of fuel to the store, or more if the next instruction requires more.
    /// Returns `false` if the reserve does not have enough fuel left.
    fn refuel(&mut self, store: &mut Store<StoreLimits>, required: u64) -> Result<bool, Error> {
        let present = store.get_fuel()?;
        let portion = FUEL_SLICE.max(required.saturating_sub(present)).min(self.left);
        store.set_fuel(present + portion)?;
        self.left -= portion;
        Ok(portion > 0 && present + portion >= required)
    }
}

/// The module does not have the exports or the types that the sandbox requires.
fn invalid_module() -> Failure {
    Failure::Validation(Component::Wasm, ErrorType::InvalidInput)
}

/// The engine does not meter fuel although it is configured to.
fn engine_failure() -> Failure {
    Failure::Execution(Component::Wasm, ErrorType::Internal)
}

//! Where modules run: validated, metered, and stopped at their limits.
//!
//! A module exports `run(work: i32, len: i32) -> i32`, and may export a `memory`, which holds its
//! input of `len` bytes from 0 on, and a global `result: i64`. Its exit code is what `run` returns
//! or passes to `proc_exit`, which is WASI's. One that does not come to its end has the exit code a
//! shell would show: see [`Ending::exit_code`].

use crate::EXECUTION;
use crate::fault::Fault;
use crate::meter::bytes;
use crate::node::NodeError;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, TimeoutOperation};
use wasmi::{
    Config, Engine, Error, Instance, Linker, Module, Store, StoreLimits, StoreLimitsBuilder,
    TrapCode, TypedResumableCall,
};

/// What a module's memory may grow to.
const MEMORY_BYTES: usize = 4 << 20;

/// How long a module may run.
const TIME: Duration = Duration::from_millis(50);

/// The fuel a module gets at a time; between, the clock is looked at.
const SLICE: u64 = 20_000;

/// How an execution ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    Exit(i32),
    Trap,
    OutOfFuel,
    OutOfMemory,
    OutOfTime,
}

impl Ending {
    /// The module's own, or: 124 as of `timeout`, 134 as after `SIGABRT`, 137 as after `SIGKILL`.
    pub(crate) fn exit_code(self) -> i32 {
        match self {
            Self::Exit(code) => code,
            Self::OutOfTime => 124,
            Self::Trap => 134,
            Self::OutOfFuel | Self::OutOfMemory => 137,
        }
    }

    pub(crate) fn verdict(self) -> Result<(), Fault> {
        let error_type = match self {
            Self::Exit(0) => return Ok(()),
            Self::OutOfTime => {
                return Err(Fault::Timeout(Component::Wasm, TimeoutOperation::WasmExecution));
            }
            Self::Exit(_) => ErrorType::Other,
            Self::Trap => ErrorType::Trap,
            Self::OutOfFuel | Self::OutOfMemory => ErrorType::ResourceExhausted,
        };
        Err(Fault::Execution(Component::Wasm, error_type))
    }

    fn of(error: &Error) -> Self {
        match (error.i32_exit_status(), error.as_trap_code()) {
            (Some(code), _) => Self::Exit(code),
            (_, Some(TrapCode::OutOfFuel)) => Self::OutOfFuel,
            (_, Some(TrapCode::GrowthOperationLimited)) => Self::OutOfMemory,
            _ => Self::Trap,
        }
    }
}

/// What an execution took, and how it ended.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) ending: Ending,
    pub(crate) result: Option<i64>,
    pub(crate) fuel: u64,
    pub(crate) duration: Duration,
    /// The exported memory at the end: it never shrinks.
    pub(crate) memory_bytes: u64,
}

/// What a module is to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job<'a> {
    pub(crate) work: u32,
    pub(crate) input: &'a [u8],
    /// Fuel it may take at most.
    pub(crate) fuel: u64,
}

/// An engine and what it offers to modules.
pub(crate) struct Sandbox {
    engine: Engine,
    linker: Linker<StoreLimits>,
}

impl Sandbox {
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

    /// Reads a module if it is valid.
    pub(crate) fn validate(&self, wasm: &[u8]) -> Result<Module, Fault> {
        let start = Instant::now();
        let module = Module::new(&self.engine, wasm);
        EXECUTION.wasm.record_validation(start.elapsed());
        module.map_err(|_| invalid())
    }

    /// Runs a module to whichever end. That it cannot be started at all is a fault.
    pub(crate) fn run(&self, module: &Module, job: Job) -> Result<Execution, Fault> {
        let start = Instant::now();
        let limits =
            StoreLimitsBuilder::new().memory_size(MEMORY_BYTES).trap_on_grow_failure(true).build();
        let mut store = Store::new(&self.engine, limits);
        store.limiter(|limits| limits);
        let mut tank = Tank { left: job.fuel };
        tank.fill(&mut store, 0).map_err(|_| internal())?;
        let instance =
            self.linker.instantiate_and_start(&mut store, module).map_err(|_| invalid())?;
        let ending = drive(&mut store, instance, &mut tank, job, start + TIME)?;
        let unused = tank.left + store.get_fuel().map_err(|_| internal())?;
        Ok(Execution {
            ending,
            result: instance
                .get_global(&store, "result")
                .and_then(|global| global.get(&store).i64()),
            fuel: job.fuel.saturating_sub(unused),
            duration: start.elapsed(),
            memory_bytes: instance
                .get_memory(&store, "memory")
                .map_or(0, |memory| bytes(memory.data_size(&store))),
        })
    }
}

/// Runs an instance slice by slice, until it ends or is to be stopped.
fn drive(
    store: &mut Store<StoreLimits>,
    instance: Instance,
    tank: &mut Tank,
    job: Job,
    deadline: Instant,
) -> Result<Ending, Fault> {
    if let Some(memory) = instance.get_memory(&*store, "memory") {
        memory.write(&mut *store, 0, job.input).map_err(|_| invalid())?;
    }
    let len = i32::try_from(job.input.len()).map_err(|_| invalid())?;
    let run = instance.get_typed_func::<(i32, i32), i32>(&*store, "run").map_err(|_| invalid())?;
    let mut call = run.call_resumable(&mut *store, (job.work.cast_signed(), len));
    loop {
        match call {
            Ok(TypedResumableCall::Finished(code)) => return Ok(Ending::Exit(code)),
            Ok(TypedResumableCall::HostTrap(stopped)) => {
                return Ok(Ending::of(stopped.host_error()));
            }
            Ok(TypedResumableCall::OutOfFuel(_)) if Instant::now() >= deadline => {
                return Ok(Ending::OutOfTime);
            }
            Ok(TypedResumableCall::OutOfFuel(paused)) => {
                let required = paused.required_fuel();
                if !tank.fill(store, required).map_err(|_| internal())? {
                    return Ok(Ending::OutOfFuel);
                }
                call = paused.resume(&mut *store);
            }
            Err(error) => return Ok(Ending::of(&error)),
        }
    }
}

/// The part of a budget that is not handed out yet.
struct Tank {
    left: u64,
}

impl Tank {
    /// Hands out a slice, or what is required if that is more; `false` if there is not enough.
    fn fill(&mut self, store: &mut Store<StoreLimits>, required: u64) -> Result<bool, Error> {
        let there = store.get_fuel()?;
        let portion = SLICE.max(required.saturating_sub(there)).min(self.left);
        store.set_fuel(there + portion)?;
        self.left -= portion;
        Ok(portion > 0 && there + portion >= required)
    }
}

/// A module that is not what it should be.
fn invalid() -> Fault {
    Fault::Validation(Component::Wasm, ErrorType::InvalidInput)
}

/// The engine does not do what it is set up for.
fn internal() -> Fault {
    Fault::Execution(Component::Wasm, ErrorType::Internal)
}

//! Cost of tasks: the fuel they use, and the price of fuel in the catalog's unit of account.

/// Fuel the engine needs to load one byte of a module, as a rule of thumb.
const FUEL_PER_BYTE: u64 = 5;

/// Price of 1,000 units of fuel.
const PRICE_PER_1000: f64 = 0.001;

/// Estimates the fuel of a task from the size of its module and the work it declares.
pub(crate) fn estimate_fuel(module_bytes: u64, work: u32, fuel_per_work: u32) -> u64 {
    module_bytes * FUEL_PER_BYTE + u64::from(work) * u64::from(fuel_per_work)
}

/// Returns the price of an amount of fuel.
pub(crate) fn price_of_fuel(fuel: u64) -> f64 {
    // Budgets fit into 32 bits, and an `f64` holds every 32-bit integer exactly.
    f64::from(u32::try_from(fuel).unwrap_or(u32::MAX)) / 1000.0 * PRICE_PER_1000
}

//! What tasks cost: fuel, in the layer's unit of account.

/// What the engine takes to load a byte of a module, as a rule of thumb.
const FUEL_PER_BYTE: u64 = 5;

/// The price of a thousand units of fuel.
const PRICE: f64 = 0.001;

/// The fuel a task should take, from its module's size and its declared work.
pub(crate) fn estimate(module_bytes: u64, work: u32, fuel_per_work: u32) -> u64 {
    module_bytes * FUEL_PER_BYTE + u64::from(work) * u64::from(fuel_per_work)
}

/// What fuel costs.
pub(crate) fn price(fuel: u64) -> f64 {
    // No budget is beyond 32 bits, which a float holds exactly.
    f64::from(u32::try_from(fuel).unwrap_or(u32::MAX)) / 1000.0 * PRICE
}

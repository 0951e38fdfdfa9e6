//! The units of the runtime, as far as the rules over a visible type need them.

use UnitSteps::{Float, Nanoseconds, Whole};

/// A unit of the runtime.
#[derive(Debug)]
pub(crate) struct BuiltinUnit {
    /// The name of the type.
    pub(crate) type_name: &'static str,
    /// The name in OpenMetrics, which is the suffix of names. Empty for `Count` and `Float`.
    pub(crate) name: &'static str,
    pub(crate) steps: UnitSteps,
    /// True if histograms take observations and bounds below 0.
    pub(crate) is_signed: bool,
}

/// The stored form of a unit's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitSteps {
    /// Whole numbers.
    Whole,
    /// Whole nanoseconds.
    Nanoseconds,
    /// Floating-point numbers.
    Float,
}

const UNITS: [BuiltinUnit; 11] = [
    unit("Count", "", Whole, false),
    unit("Float", "", Float, true),
    unit("Seconds", "seconds", Nanoseconds, false),
    unit("Bytes", "bytes", Whole, false),
    unit("Ratio", "ratio", Float, false),
    unit("Celsius", "celsius", Float, true),
    unit("Meters", "meters", Float, false),
    unit("Volts", "volts", Float, true),
    unit("Amperes", "amperes", Float, true),
    unit("Joules", "joules", Float, true),
    unit("Grams", "grams", Float, false),
];

const fn unit(
    type_name: &'static str,
    name: &'static str,
    steps: UnitSteps,
    is_signed: bool,
) -> BuiltinUnit {
    BuiltinUnit { type_name, name, steps, is_signed }
}

const ALL: &[BuiltinUnit] = &UNITS;

impl BuiltinUnit {
    /// Returns the unit with this name of its type.
    pub(crate) fn find(type_name: &str) -> Option<&'static Self> {
        ALL.iter().find(|unit| unit.type_name == type_name)
    }

    /// Returns whether a sum of values means something, so that counters can have the unit.
    pub(crate) fn adds_up(&self) -> bool {
        !["ratio", "celsius"].contains(&self.name)
    }

    /// Returns the unit with this name in OpenMetrics.
    pub(crate) fn with_name(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|unit| unit.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::UNITS;

    #[test]
    fn units_are_those_of_the_runtime() {
        let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/unit.rs"));
        for unit in UNITS {
            let (ty, name, signed) = (unit.type_name, unit.name, unit.is_signed);
            let by_hand =
                format!("impl Unit for {ty} {{\n    const NAME: &'static str = \"{name}\";");
            let generic = format!(
                "impl<N: IntegerValue> Unit for {ty}<N> {{\n    const NAME: &'static str = \"{name}\";"
            );
            let by_macro = format!("    {ty} = \"{name}\", {signed};");
            let forms = [by_hand, generic, by_macro];
            assert!(forms.iter().any(|form| source.contains(form)), "{ty}");
        }
        let by_hand = source.matches("\nimpl Unit for ").count()
            + source.matches("\nimpl<N: IntegerValue> Unit for ").count();
        let by_macro = source.lines().filter(|line| {
            line.starts_with("    ")
                && (line.ends_with("\", true;") || line.ends_with("\", false;"))
        });
        assert_eq!(by_hand + by_macro.count(), UNITS.len());
    }
}

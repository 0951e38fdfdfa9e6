//! Methods that several metric types and their series share.

/// Writes what every metric type has besides its traits.
macro_rules! metric_methods {
    ($metric:ident, $series:ident) => {
        impl<L: Labels, U: Unit> $metric<L, U> {
            /// Returns a series, for generated code.
            #[doc(hidden)]
            #[inline]
            pub fn __at(&self, values: L::Values<'_>) -> $series<'_, U> {
                super::Metric::series(self, values)
            }

            /// Returns the metric as a scrape reads it, for generated code.
            #[doc(hidden)]
            pub fn __view(&self) -> &dyn super::MetricView {
                self
            }

            /// Removes a series of a metric with a bounded label, so that it is no longer exported.
            /// Returns `false` if there is no such series. Values recorded through a handle of a
            /// removed series are dropped. Series of fixed labels are never removed.
            pub fn remove(&self, values: L::Values<'_>) -> bool {
                self.cells.remove::<L>(values)
            }
        }

        // Without bounds, so that a wrong label or unit is one error, in the descriptor.
        impl<L, U> $metric<L, U> {
            /// Creates the metric at `index` of a group, for generated code.
            #[doc(hidden)]
            #[must_use]
            pub const fn __make(group: &'static crate::desc::GroupDesc, index: usize) -> Self {
                Self::new(super::declared::find_desc(group, index))
            }
        }

        impl<L: Labels, U: Unit, G: crate::Metrics, const I: usize> super::Declared<G, I>
            for $metric<L, U>
        {
            const NEW: Self = Self::__make(G::DESC, I);
        }

        impl<L, U> std::fmt::Debug for $metric<L, U> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($metric)).field(&self.cells.desc().name).finish()
            }
        }
    };
}

/// Writes `Clone` and `Debug` of a series with one value. A derive would require them of the unit.
macro_rules! scalar_series {
    ($series:ident) => {
        impl<U> Clone for $series<'_, U> {
            fn clone(&self) -> Self {
                Self { handle: self.handle.clone(), unit: PhantomData }
            }
        }

        impl<U> std::fmt::Debug for $series<'_, U> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($series)).field(&self.handle).finish()
            }
        }
    };
}

/// Writes the methods of a value that goes up and down.
macro_rules! level_methods {
    ($series:ident) => {
        impl<U: Unit> $series<'_, U> {
            /// Adds an amount. A float or a decimal may be negative: `add(-0.5)` is `sub(0.5)`.
            ///
            /// A number that is not finite, an integer above 2^63 - 1, a duration above 292 years, and
            /// an amount that the value cannot hold are ignored and counted by
            /// `tallymark_ignored_values_total`; see [`Unit`](crate::Unit#values-out-of-range).
            #[inline(always)]
            pub fn add(&self, amount: Amount<U>) {
                match U::Value::change(amount) {
                    LevelChange::Up(bits) => self.handle.add(bits, UnitRepr::<U>::REPR),
                    LevelChange::Down(bits) => self.handle.sub(bits, UnitRepr::<U>::REPR),
                }
            }

            /// Subtracts an amount, with the same limits as [`add`](Self::add): `sub(-0.5)` is
            /// `add(0.5)`.
            #[inline(always)]
            pub fn sub(&self, amount: Amount<U>) {
                match U::Value::change(amount) {
                    LevelChange::Up(bits) => self.handle.sub(bits, UnitRepr::<U>::REPR),
                    LevelChange::Down(bits) => self.handle.add(bits, UnitRepr::<U>::REPR),
                }
            }

            /// Returns the current value.
            #[must_use]
            pub fn get(&self) -> Reading<U> {
                U::Value::reading(self.handle.read())
            }
        }

        impl<'a, U: Unit<Value: IntegerValue>> $series<'a, U> {
            /// Adds one.
            #[inline(always)]
            pub fn inc(&self) {
                self.add(U::Value::ONE);
            }

            /// Subtracts one.
            #[inline(always)]
            pub fn dec(&self) {
                self.sub(U::Value::ONE);
            }

            /// Adds one now, and subtracts it when the guard is dropped.
            pub fn track(&self) -> InFlightGuard<'a> {
                InFlightGuard::new(self.handle.clone().into())
            }
        }
    };
}

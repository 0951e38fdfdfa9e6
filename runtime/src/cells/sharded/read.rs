//! Reading: the sum over the blocks of all threads.
//!
//! Totals only grow, and a reader sees each total at least as far as an earlier reader did, so sums
//! never go back. A reader visits the blocks of living threads, and of ended threads that have not
//! been folded since.

use super::kind::ShardedKind;
use super::store::SHARED_TURN;
use super::{SeriesSlot, ShardedCells};
use crate::cells::fold::Folding;
use crate::cells::place::Place;
use crate::cells::thread_block::ThreadBlock;
use crate::cells::thread_id::{self, IDS};
use crate::sync::{AtomicU32, AtomicU64, Ordering};

static FOLDING: Folding = Folding::new(AtomicU64::new(0), AtomicU64::new(0));

impl<S: ShardedKind> ShardedCells<S> {
    /// Returns the value of one series.
    pub(super) fn read(&self, slot: SeriesSlot) -> S::Value {
        let sum = FOLDING.read(|| {
            let mut sum = S::zero(self.bounds());
            let Some((place, first)) = self.place(slot) else { return sum };
            for pass in 0..S::PASSES {
                self.visit_blocks(place, &mut |block| {
                    if let Some(series) = self.words_in(block, first, slot) {
                        S::add(&mut sum, series, pass, self.repr);
                    }
                });
            }
            sum
        });
        S::value(sum, self.repr)
    }

    /// Returns the values of all fixed series. Goes through each block once in a pass, because the
    /// words of a block are close together.
    pub(super) fn read_fixed(&self) -> impl Iterator<Item = S::Value> {
        let (series, words) = (self.desc.fixed_series(), self.words());
        let sums = FOLDING.read(|| {
            let mut sums = vec![S::zero(self.bounds()); series];
            let place = self.place.load();
            for pass in 0..S::PASSES {
                self.visit_blocks(place, &mut |block| {
                    let block = block.starting_at(place.first());
                    S::add_block(&mut sums, block, words, pass, self.repr);
                });
            }
            sums
        });
        sums.into_iter().map(|sum| S::value(sum, self.repr))
    }

    /// Calls `visit` with each block that may have other words than zeros.
    #[inline]
    fn visit_blocks(&self, place: Place, visit: &mut impl FnMut(ThreadBlock)) {
        let Some(region) = place.region() else { return };
        region.shared().into_iter().for_each(&mut *visit);
        for (number, group) in region.groups() {
            let present = group.present();
            let state = IDS.state(number);
            let ids = state.unfolded(present, self.folded(number));
            group.blocks(ids).for_each(|(_, block)| visit(block));
        }
    }

    /// Returns how often an id of a group had been given back when its ended threads were folded.
    fn folded(&self, group: u32) -> u32 {
        let folded = self.extras.get().and_then(|extras| extras.folded.get(group));
        folded.map_or(0, |folded| folded.load(Ordering::Acquire))
    }

    /// Moves the values of ended threads to the shared block.
    pub(super) fn fold_ended(&self) {
        for (number, state) in thread_id::used_groups() {
            if self.folded(number) == state.given_back || self.place.load().region().is_none() {
                continue;
            }
            let Some(folded) = self
                .extras()
                .and_then(|extras| extras.folded.get_or_make(number, AtomicU32::default))
            else {
                return;
            };
            FOLDING.fold_group(
                &IDS,
                number,
                folded,
                || self.present(number),
                |bit| self.fold_id(number, bit),
            );
        }
    }

    /// Returns a bit for each id of a group that has a block.
    fn present(&self, number: u32) -> u32 {
        let groups = self.places().filter_map(|(place, _)| place.region()?.group(number));
        groups.fold(0, |present, group| present | group.present())
    }

    /// Folds the blocks of one id, which the current thread holds.
    fn fold_id(&self, number: u32, bit: u32) -> bool {
        self.places().all(|(place, slots)| {
            let Some(region) = place.region() else { return true };
            let own = region.group(number).and_then(|group| group.blocks(bit).next());
            let Some((_, own)) = own else { return true };
            let Some(shared) = region.shared_or_make() else { return false };
            let fold = || self.fold_block(own, shared, place, slots);
            if S::has_shared_write(self.repr) && !self.has_bounded_label() {
                return fold();
            }
            SHARED_TURN.with(fold) == Some(true)
        })
    }

    /// Folds the slots of one block. Returns `false` if a total could not be moved.
    fn fold_block(
        &self,
        own: ThreadBlock,
        shared: ThreadBlock,
        place: Place,
        slots: usize,
    ) -> bool {
        let mut is_complete = true;
        for index in 0..slots {
            let first = place.slot(index, self.slot_len());
            if !self.has_bounded_label() {
                let words = self.words();
                let (own, target) = (own.fixed_slot(first, words), shared.fixed_slot(first, words));
                is_complete &= S::fold(own, target, self.repr);
                continue;
            }
            let generation = own.generation(first);
            if generation != 0
                && let Some(series) = own.bounded_slot(first, self.words(), generation)
                && let Some(target) = shared.bounded_slot(first, self.words(), generation)
            {
                if target.claim() {
                    is_complete &= S::fold(series, target, self.repr);
                } else {
                    series.clear();
                }
            }
        }
        is_complete
    }
}

//! The blocks of all threads for one metric.
//!
//! Blocks are in growable arrays indexed by thread id. Fixed series have one block per thread.
//! Bounded series have several: slot indices grow with the number of series, and each thread has a
//! block per segment of them. A write first tries the thread's cached block, which is the block of
//! the fixed series or of the first segment. If that fails, it searches the arrays and caches the
//! block. Only a thread's first write to a block makes it. Blocks of the shared id 0 are not cached.

use crate::cells::block_cache::BlockCacheIndex;
use crate::cells::block_pool;
use crate::cells::growable_array::{GrowableArray, SegmentedIndex};
use crate::cells::series_id::SeriesId;
use crate::cells::series_words::SeriesWords;
use crate::cells::thread_block::{ThreadBlock, bounded_slot_len};
use crate::cells::thread_id::{self, ThreadId, with_thread_id};
use crate::desc::MetricDesc;
use std::sync::OnceLock;

/// The blocks of all threads for one metric.
#[derive(Debug)]
pub(super) struct BlockStore {
    desc: &'static MetricDesc,
    cache: BlockCacheIndex,
    fixed: PerThread<ThreadBlock>,
    bounded: OnceLock<Box<PerThread<BoundedBlocks>>>,
}

/// One thread's blocks for bounded series.
type BoundedBlocks = GrowableArray<ThreadBlock, 64, 27>;

/// The slot index of a bounded series, split for [`BoundedBlocks`].
type BoundedSlotIndex = SegmentedIndex<64>;

/// The slot of a series in every thread's blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SeriesSlot {
    Fixed(usize),
    Bounded(SeriesId),
}

impl BlockStore {
    pub(super) const fn new(desc: &'static MetricDesc) -> Self {
        Self {
            desc,
            cache: BlockCacheIndex::new(),
            fixed: PerThread::new(),
            bounded: OnceLock::new(),
        }
    }

    /// Returns the slot's words in the current thread's cached block, if it is there.
    #[inline(always)]
    pub(super) fn cached(&self, slot: SeriesSlot, words: usize) -> Option<SeriesWords<'static>> {
        let block = self.cache.load();
        match slot {
            SeriesSlot::Fixed(index) => block.fixed_slot(index, words),
            SeriesSlot::Bounded(id) => {
                let offset = BoundedSlotIndex::offset_in_first(id.index())?;
                block.bounded_slot(offset, words, id.generation())
            }
        }
    }

    /// Calls `write` with the slot's words in the current thread's block, which is made if needed.
    /// Returns `false` if there is no such slot.
    #[inline(always)]
    pub(super) fn write(
        &self,
        slot: SeriesSlot,
        words: usize,
        write: impl Fn(SeriesWords<'_>),
    ) -> bool {
        if let Some(block) = self.get(thread_id::current(), slot)
            && let Some(series) = slot.words_in(block, words)
        {
            if slot.is_in_cached_block() {
                self.cache.store(block);
            }
            write(series);
            return true;
        }
        with_thread_id(|thread| {
            let block = self.get_or_init(thread, slot, words);
            let series = block.and_then(|block| slot.words_in(block, words));
            series.map(write).is_some()
        })
    }

    /// Calls `visit` with the slot's words in each thread's block.
    pub(super) fn visit(
        &self,
        slot: SeriesSlot,
        words: usize,
        visit: &mut dyn FnMut(SeriesWords<'_>),
    ) {
        match slot {
            SeriesSlot::Fixed(_) => {
                self.fixed.iter().filter_map(|block| slot.words_in(*block, words)).for_each(visit);
            }
            SeriesSlot::Bounded(id) => {
                let index = BoundedSlotIndex::split(id.index());
                let threads = self.bounded.get().into_iter().flat_map(|threads| threads.iter());
                let blocks = threads.filter_map(|blocks| blocks.get(index));
                blocks.filter_map(|block| slot.words_in(*block, words)).for_each(visit);
            }
        }
    }

    #[inline(always)]
    fn get(&self, thread: ThreadId, slot: SeriesSlot) -> Option<ThreadBlock> {
        match slot {
            SeriesSlot::Fixed(_) => self.fixed.get(thread).copied(),
            SeriesSlot::Bounded(id) => {
                let blocks = self.bounded.get()?.get(thread)?;
                blocks.get(BoundedSlotIndex::split(id.index())).copied()
            }
        }
    }

    fn get_or_init(&self, thread: ThreadId, slot: SeriesSlot, words: usize) -> Option<ThreadBlock> {
        match slot {
            SeriesSlot::Fixed(_) => {
                let make = || block_pool::take(self.desc.fixed_series() * words);
                self.fixed.get_or_init(thread, make).copied()
            }
            SeriesSlot::Bounded(id) => {
                let index = BoundedSlotIndex::split(id.index());
                let make = || block_pool::take(index.segment_len() * bounded_slot_len(words));
                let threads = self.bounded.get_or_init(|| Box::new(PerThread::new()));
                threads.get_or_init(thread, GrowableArray::new)?.get_or_init(index, make).copied()
            }
        }
    }
}

impl Drop for BlockStore {
    fn drop(&mut self) {
        let bounded = self.bounded.get().into_iter().flat_map(|threads| threads.iter());
        let blocks = self.fixed.iter().chain(bounded.flat_map(GrowableArray::iter));
        blocks.copied().for_each(block_pool::give_back);
    }
}

impl SeriesSlot {
    #[inline(always)]
    fn words_in(self, block: ThreadBlock, words: usize) -> Option<SeriesWords<'static>> {
        match self {
            Self::Fixed(index) => block.fixed_slot(index, words),
            Self::Bounded(id) => {
                let offset = BoundedSlotIndex::split(id.index()).offset();
                block.bounded_slot(offset, words, id.generation())
            }
        }
    }

    #[inline(always)]
    fn is_in_cached_block(self) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Bounded(id) => BoundedSlotIndex::split(id.index()).is_in_first(),
        }
    }
}

/// One value per thread id.
#[derive(Debug)]
struct PerThread<T>(GrowableArray<Box<[OnceLock<T>]>, 16, 13>);

impl<T> PerThread<T> {
    const fn new() -> Self {
        Self(GrowableArray::new())
    }

    fn get(&self, thread: ThreadId) -> Option<&T> {
        self.0.get(thread)?.get(thread.offset())?.get()
    }

    fn get_or_init(&self, thread: ThreadId, make: impl FnOnce() -> T) -> Option<&T> {
        let empty = || (0..thread.segment_len()).map(|_| OnceLock::new()).collect();
        Some(self.0.get_or_init(thread, empty)?.get(thread.offset())?.get_or_init(make))
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten().filter_map(OnceLock::get)
    }
}

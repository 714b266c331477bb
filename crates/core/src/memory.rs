//! Room for a run in WebAssembly. Memory grows there by what is asked for, a page or two at a time, and each time the
//! engine may collect its garbage: half of what a long run took was that. So it grows by much at once.

/// The part of what there is by which memory grows at least.
#[cfg(target_family = "wasm")]
const SHARE: usize = 8;

/// Sees to it that memory which has grown since the last call is larger by a [`SHARE`] than it must be. Elsewhere that is the
/// system's business.
#[inline]
pub fn make_room() {
    #[cfg(target_family = "wasm")]
    wasm::make_room();
}

#[cfg(target_family = "wasm")]
mod wasm {
    use super::SHARE;
    use core::arch::wasm32::memory_size;
    use std::hint::black_box;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    /// The bytes of a page of memory.
    const PAGE: usize = 65_536;

    /// How many pages there were at the last call. Nothing in a run depends on it.
    static PAGES: AtomicUsize = AtomicUsize::new(0);

    pub fn make_room() {
        let pages = memory_size(0);
        if pages != PAGES.load(Relaxed) {
            // What is given back stays with the allocator, which takes from it before it asks for more.
            drop(black_box(Vec::<u8>::with_capacity(pages * PAGE / SHARE)));
            PAGES.store(memory_size(0), Relaxed);
        }
    }
}

//! What each half brings into memory: the first everything but the constants it can do without, the whole those.

use std::ops::Range;

use wasm_encoder::{ConstExpr, DataSection};

use super::constants::Address;
use super::module::Module;

/// A gap between two pieces of memory that is not worth a segment of its own, in bytes.
const SMALL: usize = 8;

/// The memory without these places: zeros are there, which wasm-opt drops.
pub fn first(module: &Module, unused: &[Range<Address>]) -> DataSection {
    let mut data = DataSection::new();
    for (base, bytes) in &module.memory {
        let mut bytes = bytes.to_vec();
        for piece in clipped(unused, *base, bytes.len()) {
            bytes[piece].fill(0);
        }
        data.active(0, &ConstExpr::i32_const(base.cast_signed()), bytes);
    }
    data
}

/// These places of the memory. Between them is nothing that is ever written to, so what is there may be written again.
pub fn whole(module: &Module, unused: &[Range<Address>]) -> DataSection {
    let mut data = DataSection::new();
    for (base, bytes) in &module.memory {
        for piece in joined(clipped(unused, *base, bytes.len())) {
            let start = base + piece.start as u32;
            data.active(0, &ConstExpr::i32_const(start.cast_signed()), bytes[piece].iter().copied());
        }
    }
    data
}

/// The parts of some places that are in a segment, as parts of its bytes.
fn clipped(places: &[Range<Address>], base: Address, length: usize) -> impl Iterator<Item = Range<usize>> {
    let inside = move |place: &Range<Address>| {
        let within = |address: Address| (address.saturating_sub(base) as usize).min(length);
        within(place.start)..within(place.end)
    };
    places.iter().map(inside).filter(|piece| !piece.is_empty())
}

fn joined(pieces: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if piece.start - last.end <= SMALL => last.end = piece.end,
            _ => joined.push(piece),
        }
    }
    joined
}
